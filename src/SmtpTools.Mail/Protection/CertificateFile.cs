using System.Net;
using System.Security;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using PasswordException = Org.BouncyCastle.OpenSsl.PasswordException;

namespace SmtpTools.Protection;

/// <summary>Reads certificates and their keys from files, on every platform alike and without a trace in the system's key stores.</summary>
internal static class CertificateFile
{
    private const int MaxFile = 1024 * 1024;

    /// <summary>Reads PKCS #12 (.pfx, .p12), PEM or DER.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">The password of the file or of the key in it; null for none.</param>
    /// <returns>The certificates, the one that the key belongs to first, and the key where there is one.</returns>
    /// <exception cref="MailProtectionException">It can't be read.</exception>
    public static (IReadOnlyList<X509Certificate> Chain, AsymmetricKeyParameter? Key) Read(string path, SecureString? password)
    {
        var octets = ReadOctets(path);
        var secret = password is null ? null : new NetworkCredential(string.Empty, password).Password.ToCharArray();
        try
        {
            var (chain, key) = Encoding.ASCII.GetString(octets).Contains("-----BEGIN ") ? FromPem(octets, secret)
                : IsPkcs12(octets) ? FromPkcs12(octets, secret)
                : ([new X509CertificateParser().ReadCertificate(octets)], null);
            return chain.Count > 0 && chain[0] is not null ? (chain, key) : throw Unusable(path, "there is no certificate in it", null);
        }
        catch (Exception e) when (IsWrongPassword(e))
        {
            throw new MailProtectionException(MailProtectionFault.WrongPassword, $"\"{path}\" is protected by a password, and {(password is null ? "none was given" : "the one given is wrong")}.", e);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Unusable(path, "it is damaged, or no PKCS #12, PEM or DER", e);
        }
        finally
        {
            Array.Clear(secret ?? [], 0, secret?.Length ?? 0);
        }
    }

    private static MailProtectionException Unusable(string path, string why, Exception? cause) =>
        new(MailProtectionFault.KeyUnusable, $"No certificate can be read from \"{path}\": {why}.", cause);

    // BouncyCastle tells by any of these that a file is damaged.
    private static bool IsDamage(Exception exception) =>
        exception is IOException or FormatException or CryptoException or GeneralSecurityException or ArgumentException or InvalidCastException or NullReferenceException;

    // PKCS #12 tells a wrong password by a checksum that does not fit; a key in PEM by its padding, and see Next.
    private static bool IsWrongPassword(Exception exception) =>
        exception is PasswordException or InvalidCipherTextException || exception.InnerException is InvalidCipherTextException
        || exception.Message.Contains("wrong password") || exception.Message.Contains("password is incorrect") || exception.Message.Contains("pad block corrupted");

    private static byte[] ReadOctets(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxFile ? File.ReadAllBytes(path) : throw Unusable(path, $"it is larger than {MaxFile} octets", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(path, e.Message.TrimEnd('.'), e);
        }
    }

    // A PFX begins with its version, a certificate with the sequence of what is signed (RFC 7292 4, RFC 5280 4.1).
    private static bool IsPkcs12(byte[] octets) => Asn1Sequence.GetInstance(octets)[0] is DerInteger;

    private static (List<X509Certificate> Chain, AsymmetricKeyParameter? Key) FromPkcs12(byte[] octets, char[]? password)
    {
        var store = new Pkcs12StoreBuilder().Build();
        using var stream = new MemoryStream(octets, writable: false);
        store.Load(stream, password ?? []);
        var alias = store.Aliases.FirstOrDefault(store.IsKeyEntry);
        return alias is null
            ? (store.Aliases.Select(name => store.GetCertificate(name).Certificate).ToList(), null)
            : (store.GetCertificateChain(alias).Select(entry => entry.Certificate).ToList(), store.GetKey(alias).Key);
    }

    private static (List<X509Certificate> Chain, AsymmetricKeyParameter? Key) FromPem(byte[] octets, char[]? password)
    {
        using var text = new StreamReader(new MemoryStream(octets, writable: false), Encoding.ASCII);
        var finder = new Password(password);
        using var reader = new PemReader(text, finder);
        var certificates = new List<X509Certificate>();
        AsymmetricKeyParameter? key = null;
        while (Next(reader, finder) is { } item)
        {
            switch (item)
            {
                case X509Certificate certificate:
                    certificates.Add(certificate);
                    break;
                case AsymmetricCipherKeyPair pair:
                    key ??= pair.Private;
                    break;
                case AsymmetricKeyParameter { IsPrivate: true } found:
                    key ??= found;
                    break;
            }
        }

        // The key may stand with any of them; its own goes first.
        var own = key is null ? null : certificates.Find(certificate => Fits(certificate, key));
        if (own is not null)
        {
            _ = certificates.Remove(own);
            certificates.Insert(0, own);
        }

        return (certificates, own is null ? null : key);
    }

    /// <summary>
    /// One in some 250 wrong passwords leaves a right padding behind: what was unlocked is then no key. A file that is damaged just there looks the
    /// same, and is much rarer.
    /// </summary>
    private static object? Next(PemReader reader, Password password)
    {
        password.IsAskedFor = false;
        try
        {
            return reader.ReadObject();
        }
        catch (Exception e) when (password.IsAskedFor && IsDamage(e))
        {
            throw new PasswordException("What the password unlocks is no key.", e);
        }
    }

    private static bool Fits(X509Certificate certificate, AsymmetricKeyParameter key)
    {
        var octets = new byte[] { 1, 2, 3 };
        try
        {
            var algorithm = key is Org.BouncyCastle.Crypto.Parameters.RsaKeyParameters ? "SHA256withRSA" : "SHA256withECDSA";
            var signer = SignerUtilities.GetSigner(algorithm);
            signer.Init(true, key);
            signer.BlockUpdate(octets, 0, octets.Length);
            var signature = signer.GenerateSignature();
            signer.Init(false, certificate.GetPublicKey());
            signer.BlockUpdate(octets, 0, octets.Length);
            return signer.VerifySignature(signature);
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException or CryptoException or GeneralSecurityException)
        {
            // The certificate's key is of another kind.
            return false;
        }
    }

    private sealed class Password(char[]? password) : IPasswordFinder
    {
        public bool IsAskedFor { get; set; }

        public char[] GetPassword()
        {
            IsAskedFor = true;
            return (char[]?)password?.Clone() ?? throw new PasswordException("A password is needed.");
        }
    }
}

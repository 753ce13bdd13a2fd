using System.Text;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Security;

namespace SmtpTools.Signing;

/// <summary>Reads the private key of a DKIM or ARC signer: PEM (PKCS #1, PKCS #8), or the bare base64 of an Ed25519 seed.</summary>
internal static class KeyFile
{
    private const int MaxFile = 64 * 1024;
    private const int Ed25519Length = 32;

    /// <summary>Reads a key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="algorithm">The algorithm that it signs by.</param>
    /// <exception cref="MailProtectionException">It can't be read, or holds no key to sign with.</exception>
    public static AsymmetricKeyParameter Read(string path, out DkimSignatureAlgorithm algorithm)
    {
        var text = ReadText(path);
        AsymmetricKeyParameter? key;
        try
        {
            key = text.IndexOf("-----BEGIN", StringComparison.Ordinal) >= 0 ? FromPem(text) : FromSeed(text);
        }
        catch (Org.BouncyCastle.OpenSsl.PasswordException e)
        {
            throw new MailProtectionException(MailProtectionFault.WrongPassword, $"The private key in \"{path}\" is protected by a password; DKIM keys are read without one.", e);
        }
        catch (Exception e) when (e is IOException or FormatException or CryptoException or GeneralSecurityException or ArgumentException or InvalidCastException)
        {
            // BouncyCastle tells by any of these that a file is no key. The text is a secret.
            throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"\"{path}\" holds no private key that can be used: it is damaged or of a kind that DKIM does not know.", e);
        }

        algorithm = key switch
        {
            RsaPrivateCrtKeyParameters { Modulus.BitLength: >= DkimEvaluator.MinRsaBits } => DkimSignatureAlgorithm.RsaSha256,
            RsaPrivateCrtKeyParameters rsa => throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"The RSA key in \"{path}\" has {rsa.Modulus.BitLength} bits; at least {DkimEvaluator.MinRsaBits} are needed, and 2048 are wise (RFC 8301 3.2)."),
            Ed25519PrivateKeyParameters => DkimSignatureAlgorithm.Ed25519Sha256,
            _ => throw new MailProtectionException(MailProtectionFault.NoPrivateKey, $"\"{path}\" holds no private RSA or Ed25519 key, which are what DKIM knows (RFC 8301, RFC 8463)."),
        };
        return key;
    }

    private static string ReadText(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length > MaxFile ? throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"\"{path}\" is larger than {MaxFile} octets, which no key is.") : File.ReadAllText(path, Encoding.ASCII);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"The key \"{path}\" can't be read: {e.Message}", e);
        }
    }

    private static AsymmetricKeyParameter? FromPem(string text)
    {
        using var reader = new StringReader(text);
        using var pem = new PemReader(reader);
        return pem.ReadObject() switch
        {
            AsymmetricCipherKeyPair pair => pair.Private,
            AsymmetricKeyParameter { IsPrivate: true } key => key,
            _ => null,
        };
    }

    // As other Ed25519 signers keep it: the seed, some with the public key behind it.
    private static Ed25519PrivateKeyParameters? FromSeed(string text) =>
        Convert.FromBase64String(text.Trim()) is { Length: Ed25519Length or 2 * Ed25519Length } octets ? new Ed25519PrivateKeyParameters(octets, 0) : null;
}

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
    /// <exception cref="MailMessageException">It can't be read, or holds no key to sign with.</exception>
    public static AsymmetricKeyParameter Read(string path, out DkimSignatureAlgorithm algorithm)
    {
        var text = ReadText(path);
        AsymmetricKeyParameter? key;
        try
        {
            key = text.IndexOf("-----BEGIN", StringComparison.Ordinal) >= 0 ? FromPem(text) : FromSeed(text);
        }
        catch (Exception e) when (e is IOException or FormatException or Org.BouncyCastle.OpenSsl.PasswordException or CryptoException or GeneralSecurityException or ArgumentException or InvalidCastException)
        {
            // BouncyCastle tells by any of these that a file is no key, or that it is locked with a password. The text is a secret.
            throw new MailMessageException($"\"{path}\" holds no private key that can be used: {(e is Org.BouncyCastle.OpenSsl.PasswordException ? "it is protected by a password" : "it is damaged or of a kind that DKIM does not know")}.", path, e);
        }

        algorithm = key switch
        {
            RsaPrivateCrtKeyParameters { Modulus.BitLength: >= DkimEvaluator.MinRsaBits } => DkimSignatureAlgorithm.RsaSha256,
            RsaPrivateCrtKeyParameters rsa => throw new MailMessageException($"The RSA key in \"{path}\" has {rsa.Modulus.BitLength} bits; at least {DkimEvaluator.MinRsaBits} are needed, and 2048 are wise (RFC 8301 3.2).", path),
            Ed25519PrivateKeyParameters => DkimSignatureAlgorithm.Ed25519Sha256,
            _ => throw new MailMessageException($"\"{path}\" holds no private RSA or Ed25519 key, which are what DKIM knows (RFC 8301, RFC 8463).", path),
        };
        return key;
    }

    private static string ReadText(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length > MaxFile ? throw new MailMessageException($"\"{path}\" is larger than {MaxFile} octets, which no key is.", path) : File.ReadAllText(path, Encoding.ASCII);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailMessageException($"The key \"{path}\" can't be read: {e.Message}", path, e);
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

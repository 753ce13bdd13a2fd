using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using SmtpTools.Signing;

namespace SmtpTools;

/// <summary>A key to sign with, read once, and the name that receivers find its public half by.</summary>
public sealed class DkimSigningKey
{
    /// <summary>Reads the key.</summary>
    /// <param name="selector">The selector (s=).</param>
    /// <param name="path">The file with the private key: PEM, RSA or Ed25519; or the base64 of an Ed25519 seed.</param>
    /// <exception cref="ArgumentException">The selector can't be one.</exception>
    /// <exception cref="MailProtectionException">The file can't be read, or holds no private key that DKIM knows.</exception>
    public DkimSigningKey(string selector, string path)
    {
        Selector = SigningName.Selector(selector);
        Path = path ?? throw new ArgumentNullException(nameof(path));
        PrivateKey = KeyFile.Read(path, out var algorithm);
        SignatureAlgorithm = algorithm;
    }

    /// <summary>The selector.</summary>
    public string Selector { get; }

    /// <summary>The file that the key was read from.</summary>
    public string Path { get; }

    /// <summary>The algorithm that it signs by (a=).</summary>
    public string Algorithm => SignatureAlgorithm == DkimSignatureAlgorithm.Ed25519Sha256 ? "ed25519-sha256" : "rsa-sha256";

    internal AsymmetricKeyParameter PrivateKey { get; }

    internal DkimSignatureAlgorithm SignatureAlgorithm { get; }

    /// <summary>The selector and the algorithm.</summary>
    public override string ToString() => $"{Selector}: {Algorithm}";
}

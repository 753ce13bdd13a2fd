using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.EdEC;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using SmtpTools.Mail.Keys;

namespace SmtpTools;

/// <summary>Makes DKIM keys: the private half into a protected file, the public half as a record for DNS.</summary>
public static class DkimKeyGenerator
{
    /// <summary>The fewest bits of an RSA key that is made (RFC 8301 3.2).</summary>
    public const int MinRsaBits = 2048;

    /// <summary>The most bits of an RSA key that is made: verifiers need not take more (RFC 8301 3.2).</summary>
    public const int MaxRsaBits = 4096;

    private const int Ed25519Bits = 256;
    private const int PemLine = 64;

    /// <summary>Makes a key and writes its private half into a file that its owner alone may read.</summary>
    /// <param name="domain">The signing domain.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="type">The kind of key.</param>
    /// <param name="rsaBits">The length of an RSA key in bits, 2048 to 4096.</param>
    /// <param name="path">The file for the private key.</param>
    /// <param name="overwrites">Whether a file that is there already may be replaced.</param>
    /// <param name="isTesting">Whether the domain tests DKIM (t=y).</param>
    /// <param name="isStrict">Whether identities must be in the domain itself (t=s).</param>
    /// <returns>The file and the record.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length of the RSA key.</exception>
    /// <exception cref="FormatException">Domain and selector make no name.</exception>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static DkimKeyFile Create(
        DomainName domain, string selector, DkimKeyType type, int rsaBits, string path, bool overwrites = false, bool isTesting = false, bool isStrict = false)
    {
        if (type == DkimKeyType.Rsa && rsaBits is < MinRsaBits or > MaxRsaBits)
        {
            throw new ArgumentOutOfRangeException(nameof(rsaBits), rsaBits, $"An RSA key for DKIM has {MinRsaBits} to {MaxRsaBits} bits (RFC 8301 3.2).");
        }

        var random = new SecureRandom();
        var pair = type == DkimKeyType.Rsa ? Rsa(rsaBits, random) : Ed25519(random);
        var publicKey = pair.Public is Ed25519PublicKeyParameters ed25519 ? ed25519.GetEncoded() : SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(pair.Public).GetDerEncoded();

        // The record first: what makes no record leaves no file.
        var record = DkimDnsRecord.Make(domain, selector, type == DkimKeyType.Rsa ? "rsa" : "ed25519", publicKey, isTesting, isStrict);
        var secret = PrivateKeyOf(pair.Private).GetDerEncoded();
        try
        {
            PrivateFile.Write(path, Pem(secret), overwrites);
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }

        return new DkimKeyFile
        {
            Domain = domain.Ascii,
            Selector = selector,
            KeyType = type,
            KeyBits = type == DkimKeyType.Rsa ? rsaBits : Ed25519Bits,
            Path = path,
            Record = record,
        };
    }

    private static AsymmetricCipherKeyPair Rsa(int bits, SecureRandom random)
    {
        // 65537, as all signers use; so many rounds that a composite number does not pass for a prime.
        const int Certainty = 112;
        var generator = new RsaKeyPairGenerator();
        generator.Init(new RsaKeyGenerationParameters(BigInteger.ValueOf(65537), random, bits, Certainty));
        return generator.GenerateKeyPair();
    }

    private static AsymmetricCipherKeyPair Ed25519(SecureRandom random)
    {
        var generator = new Ed25519KeyPairGenerator();
        generator.Init(new Ed25519KeyGenerationParameters(random));
        return generator.GenerateKeyPair();
    }

    // Of an Ed25519 key without the public half, which older readers of PKCS #8 do not expect (RFC 8410 7).
    private static PrivateKeyInfo PrivateKeyOf(AsymmetricKeyParameter key) => key is Ed25519PrivateKeyParameters ed25519
        ? new PrivateKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new DerOctetString(ed25519.GetEncoded()))
        : PrivateKeyInfoFactory.CreatePrivateKeyInfo(key);

    private static byte[] Pem(byte[] der)
    {
        var base64 = Convert.ToBase64String(der);
        var text = new StringBuilder("-----BEGIN PRIVATE KEY-----\n");
        for (var at = 0; at < base64.Length; at += PemLine)
        {
            _ = text.Append(base64, at, Math.Min(PemLine, base64.Length - at)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.Append("-----END PRIVATE KEY-----\n").ToString());
    }
}

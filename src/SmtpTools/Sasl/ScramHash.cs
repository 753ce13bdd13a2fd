using System.Security.Cryptography;

namespace SmtpTools.Sasl;

/// <summary>The hash function that a SCRAM mechanism is built on (RFC 5802 4).</summary>
/// <param name="Name">Its name within the mechanism's, as in <c>SHA-256</c>.</param>
/// <param name="Algorithm">The platform's name for it.</param>
/// <param name="NewHmac">Makes a keyed hash.</param>
/// <param name="NewHash">Makes a hash.</param>
internal sealed record ScramHash(string Name, HashAlgorithmName Algorithm, Func<byte[], HMAC> NewHmac, Func<HashAlgorithm> NewHash)
{
#pragma warning disable CA5350 // RFC 5802 defines SCRAM-SHA-1; as a keyed hash SHA-1 is not broken, and it comes last.
    public static ScramHash Sha1 { get; } = new("SHA-1", HashAlgorithmName.SHA1, key => new HMACSHA1(key), SHA1.Create);
#pragma warning restore CA5350

    /// <summary>RFC 7677.</summary>
    public static ScramHash Sha256 { get; } = new("SHA-256", HashAlgorithmName.SHA256, key => new HMACSHA256(key), SHA256.Create);

    public static ScramHash Sha512 { get; } = new("SHA-512", HashAlgorithmName.SHA512, key => new HMACSHA512(key), SHA512.Create);

    /// <summary><c>HMAC(key, str)</c> of RFC 5802 2.2.</summary>
    public byte[] Hmac(byte[] key, byte[] text)
    {
        using var hmac = NewHmac(key);
        return hmac.ComputeHash(text);
    }

    /// <summary><c>H(str)</c> of RFC 5802 2.2.</summary>
    public byte[] Hash(byte[] text)
    {
        using var hash = NewHash();
        return hash.ComputeHash(text);
    }

    /// <summary><c>Hi(str, salt, i)</c> of RFC 5802 2.2: PBKDF2 with this hash and its length.</summary>
    public byte[] Hi(byte[] password, byte[] salt, int iterations)
    {
        using var hmac = NewHmac(password);
        return Pbkdf2.Derive(password, salt, iterations, Algorithm, hmac);
    }
}

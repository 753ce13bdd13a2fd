using System.Security.Cryptography;

namespace SmtpTools;

/// <summary>PBKDF2 with HMAC (RFC 8018 5.2), one block: the <c>Hi</c> of SCRAM. netstandard2.0 has it for SHA-1 alone.</summary>
internal static class Pbkdf2
{
    /// <param name="password">The password.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="iterations">How often the hash is applied.</param>
    /// <param name="algorithm">The hash of the HMAC.</param>
    /// <param name="hmac">An HMAC keyed with the password. Where the platform has PBKDF2 it gives only the length.</param>
    public static byte[] Derive(byte[] password, byte[] salt, int iterations, HashAlgorithmName algorithm, HMAC hmac)
    {
#if NETSTANDARD2_0
        _ = (password, algorithm);
        var block = hmac.ComputeHash([.. salt, 0, 0, 0, 1]);
        var result = (byte[])block.Clone();
        for (var i = 1; i < iterations; i++)
        {
            block = hmac.ComputeHash(block);
            for (var j = 0; j < result.Length; j++)
            {
                result[j] ^= block[j];
            }
        }

        return result;
#else
        return Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, algorithm, hmac.HashSize / 8);
#endif
    }
}

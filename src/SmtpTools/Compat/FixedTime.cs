#if !NETSTANDARD2_0
using System.Security.Cryptography;
#endif

namespace SmtpTools;

/// <summary>Comparison of secrets whose time does not depend on what they hold.</summary>
internal static class FixedTime
{
    public static bool Equals(byte[] left, byte[] right)
    {
#if NETSTANDARD2_0
        if (left.Length != right.Length)
        {
            return false;
        }

        var difference = 0;
        for (var i = 0; i < left.Length; i++)
        {
            difference |= left[i] ^ right[i];
        }

        return difference == 0;
#else
        return CryptographicOperations.FixedTimeEquals(left, right);
#endif
    }
}

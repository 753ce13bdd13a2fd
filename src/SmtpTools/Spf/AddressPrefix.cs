using System.Net;

namespace SmtpTools.Spf;

/// <summary>Comparing the leading bits of addresses of one family (RFC 7208 5).</summary>
internal static class AddressPrefix
{
    /// <summary>Whether the first bits of two addresses are the same.</summary>
    public static bool IsSame(IPAddress one, IPAddress other, int bits)
    {
        var left = one.GetAddressBytes();
        var right = other.GetAddressBytes();
        for (var i = 0; i < left.Length && bits > 0; i++, bits -= 8)
        {
            var mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits);
            if (((left[i] ^ right[i]) & mask) != 0)
            {
                return false;
            }
        }

        return true;
    }
}

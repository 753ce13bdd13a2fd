using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Diagnosis.Load;

/// <summary>Which addresses are one's own network's: nobody else can be meant by them.</summary>
internal static class PrivateAddress
{
    /// <summary>Loopback, RFC 1918, RFC 4193 (fc00::/7) and link-local (RFC 3927, RFC 4291 2.5.6) addresses.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
        {
            return true;
        }

        var octets = plain.GetAddressBytes();
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? plain.IsIPv6LinkLocal || (octets[0] & 0xFE) == 0xFC
            : (octets[0], octets[1]) is (10, _) or (172, >= 16 and <= 31) or (192, 168) or (169, 254);
    }
}

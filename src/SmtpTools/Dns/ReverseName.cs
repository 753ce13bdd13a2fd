using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpTools;

/// <summary>The name under which an address's host names stand.</summary>
public static class ReverseName
{
    /// <summary>Makes the name: in in-addr.arpa (RFC 1035 3.5) or ip6.arpa (RFC 3596 2.5).</summary>
    /// <param name="address">The address. An IPv4 address mapped into IPv6 is taken as the IPv4 address that it is.</param>
    /// <returns>The name, in ASCII without a trailing dot.</returns>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var octets = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return $"{octets[3]}.{octets[2]}.{octets[1]}.{octets[0]}.in-addr.arpa";
        }

        const string Digits = "0123456789abcdef";
        var name = new StringBuilder(72);
        for (var i = octets.Length - 1; i >= 0; i--)
        {
            _ = name.Append(Digits[octets[i] & 0xF]).Append('.').Append(Digits[octets[i] >> 4]).Append('.');
        }

        return name.Append("ip6.arpa").ToString();
    }
}

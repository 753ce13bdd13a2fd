using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Dns;

/// <summary>The address blocks that no mail from the Internet reaches (the registries of RFC 6890 2.2, with multicast and reserved space).</summary>
internal static class SpecialPurposeAddress
{
    private static readonly Block[] Blocks =
    [
        new("0.0.0.0", 8, "this network, RFC 791 3.2"),
        new("10.0.0.0", 8, "private, RFC 1918"),
        new("100.64.0.0", 10, "shared by carrier-grade NAT, RFC 6598"),
        new("127.0.0.0", 8, "loopback, RFC 1122 3.2.1.3"),
        new("169.254.0.0", 16, "link-local, RFC 3927"),
        new("172.16.0.0", 12, "private, RFC 1918"),
        new("192.0.0.0", 24, "protocol assignments, RFC 6890"),
        new("192.0.2.0", 24, "documentation, RFC 5737"),
        new("192.168.0.0", 16, "private, RFC 1918"),
        new("198.18.0.0", 15, "benchmarking, RFC 2544"),
        new("198.51.100.0", 24, "documentation, RFC 5737"),
        new("203.0.113.0", 24, "documentation, RFC 5737"),
        new("224.0.0.0", 4, "multicast, RFC 5771"),
        new("240.0.0.0", 4, "reserved, RFC 1112 4"),
        new("::", 128, "unspecified, RFC 4291 2.5.2"),
        new("::1", 128, "loopback, RFC 4291 2.5.3"),
        new("64:ff9b:1::", 48, "local translation, RFC 8215"),
        new("100::", 64, "discard, RFC 6666"),
        new("2001:2::", 48, "benchmarking, RFC 5180"),
        new("2001:db8::", 32, "documentation, RFC 3849"),
        new("3fff::", 20, "documentation, RFC 9637"),
        new("5f00::", 16, "segment routing, RFC 9602"),
        new("fc00::", 7, "unique local, RFC 4193"),
        new("fe80::", 10, "link-local, RFC 4291 2.5.6"),
        new("fec0::", 10, "site-local, RFC 3879"),
        new("ff00::", 8, "multicast, RFC 4291 2.7"),
    ];

    /// <summary>Tells which block an address lies in.</summary>
    /// <returns>The block and its use, as in <c>10.0.0.0/8 (private, RFC 1918)</c>; null for an address that may be reached from anywhere.</returns>
    internal static string? BlockOf(IPAddress address) => BlockOf(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    /// <summary>Tells which block a network lies in with all its addresses.</summary>
    /// <returns>The block and its use; null for a network with addresses that may be reached from anywhere.</returns>
    internal static string? BlockOf(IPAddress network, int prefixLength)
    {
        const int MappedPrefixLength = 96;
        if (network.IsIPv4MappedToIPv6 && prefixLength >= MappedPrefixLength)
        {
            network = network.MapToIPv4();
            prefixLength -= MappedPrefixLength;
        }

        var octets = network.GetAddressBytes();
        foreach (var block in Blocks)
        {
            if (block.Contains(octets, prefixLength))
            {
                return block.ToString();
            }
        }

        return null;
    }

    private sealed class Block(string network, int prefixLength, string use)
    {
        private readonly byte[] _network = IPAddress.Parse(network).GetAddressBytes();
        private readonly string _text = $"{network}/{prefixLength} ({use})";

        internal bool Contains(byte[] octets, int length)
        {
            if (octets.Length != _network.Length || length < prefixLength)
            {
                return false;
            }

            var whole = prefixLength / 8;
            for (var i = 0; i < whole; i++)
            {
                if (octets[i] != _network[i])
                {
                    return false;
                }
            }

            var rest = prefixLength % 8;
            return rest == 0 || (octets[whole] ^ _network[whole]) >> (8 - rest) == 0;
        }

        public override string ToString() => _text;
    }
}

using System.Globalization;
using System.Net;
using SmtpTools.Spf;

namespace SmtpTools.Authentication;

/// <summary>Servers whose word is taken: by name (<c>mx.example.org</c>, <c>*.example.org</c>), address or network (<c>192.0.2.0/24</c>).</summary>
internal sealed class TrustedHosts
{
    private readonly List<string> _names = [];
    private readonly List<(IPAddress Address, int Bits)> _networks = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="ArgumentException">One of them is neither a name nor an address.</exception>
    public TrustedHosts(IEnumerable<string> hosts)
    {
        foreach (var host in hosts.Select(host => host.Trim().TrimEnd('.')))
        {
            if (NetworkOf(host) is { } network)
            {
                _networks.Add(network);
            }
            else if (DomainName.TryParse(host.StartsWith("*.", StringComparison.Ordinal) ? host.Substring(2) : host, out _))
            {
                _names.Add(host);
            }
            else
            {
                throw new ArgumentException($"\"{host}\" is neither a server's name (mx.example.org, *.example.org) nor an address or a network (192.0.2.1, 2001:db8::/32).");
            }
        }
    }

    /// <summary>Whether none is named.</summary>
    public bool IsEmpty => _names.Count + _networks.Count == 0;

    /// <summary>Whether a server is one of them.</summary>
    public bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _networks.Exists(network => network.Address.AddressFamily == plain.AddressFamily && AddressPrefix.IsSame(network.Address, plain, network.Bits));
    }

    /// <summary>Whether a server is one of them, by the name or the address under which it speaks of itself.</summary>
    public bool Contains(string? server) =>
        server is not null && (_names.Exists(name => name[0] == '*'
            ? server.EndsWith(name.Substring(1), StringComparison.OrdinalIgnoreCase)
            : server.Equals(name, StringComparison.OrdinalIgnoreCase))
        || (IPAddress.TryParse(server.Trim('[', ']'), out var address) && Contains(address)));

    /// <summary>What was named.</summary>
    public override string ToString() => string.Join(" or ", _names.Concat(_networks.Select(network => $"{network.Address}/{network.Bits}")));

    private static (IPAddress Address, int Bits)? NetworkOf(string host)
    {
        var slash = host.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? host : host.Substring(0, slash), out var address))
        {
            return null;
        }

        var most = 8 * address.GetAddressBytes().Length;
        var bits = most;
        return slash < 0 || (int.TryParse(host.Substring(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits <= most) ? (address, bits) : null;
    }
}

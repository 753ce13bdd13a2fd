using System.Globalization;
using System.Net;

namespace SmtpTools.Transport;

/// <summary>What a proxy is asked to connect to: a name that it looks up, or an address.</summary>
internal sealed class ProxyTarget
{
    private const int MaxNameLength = 255;

    private ProxyTarget(string? name, IPAddress? address, int port)
    {
        Name = name;
        Address = address;
        Port = port;
    }

    /// <summary>The name in ASCII; null where it is an address.</summary>
    public string? Name { get; }

    /// <summary>The address; null where it is a name.</summary>
    public IPAddress? Address { get; }

    public int Port { get; }

    public static ProxyTarget Of(IPEndPoint address) => new(null, WithoutZone(address.Address), address.Port);

    /// <exception cref="SmtpConnectException">The name is none that can be written in a request.</exception>
    public static ProxyTarget Of(string host, int port)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return new ProxyTarget(null, WithoutZone(address), port);
        }

        // Host names know an underscore or a final dot that mail domains do not; the proxy's resolver decides on those.
        var name = DomainName.TryParse(host, out var domain) ? domain.Ascii : host;
        return name.Length <= MaxNameLength && name.All(static character => character is > ' ' and < '\x7F')
            ? new ProxyTarget(name, null, port)
            : throw new SmtpConnectException($"'{host}' is no host name that a proxy can be asked for.", []) { Phase = SmtpPhase.Resolve };
    }

    /// <summary><c>host:port</c>, an IPv6 address in brackets.</summary>
    public override string ToString() => Address is null
        ? string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Name, Port)
        : new IPEndPoint(Address, Port).ToString();

    /// <summary>A zone index means something on this computer alone; an address mapped into IPv6 is an IPv4 address.</summary>
    private static IPAddress WithoutZone(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}

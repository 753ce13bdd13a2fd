using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools;

/// <summary>Where a DNS server is: <c>192.0.2.53</c>, <c>192.0.2.53:5353</c>, <c>2001:db8::53</c>, <c>[2001:db8::53]:5353</c> or <c>dns.example.com:53</c>.</summary>
public sealed class DnsServerAddress
{
    /// <summary>The port where none is given (RFC 1035 4.2).</summary>
    public const int DefaultPort = 53;

    /// <summary>Makes an address of an endpoint.</summary>
    /// <param name="endPoint">The address and port.</param>
    public DnsServerAddress(IPEndPoint endPoint)
        : this(endPoint.Address.ToString(), endPoint.Port)
    {
    }

    /// <summary>Makes an address of an IP address, with the usual port.</summary>
    /// <param name="address">The address.</param>
    public DnsServerAddress(IPAddress address)
        : this(address.ToString(), DefaultPort)
    {
    }

    private DnsServerAddress(string host, int port)
    {
        Host = host;
        Port = port;
    }

    /// <summary>The server's IP address or name, without brackets.</summary>
    public string Host { get; }

    /// <summary>The port, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The IP address or name; a port after a colon; an IPv6 address with a port in brackets.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is no such address; the message says why.</exception>
    public static DnsServerAddress Parse(string text)
    {
        // A bare IPv6 address is full of colons, none of which stands before a port.
        if (IPAddress.TryParse(text, out var whole) && (whole.AddressFamily == AddressFamily.InterNetworkV6 || !text.Contains(':')) && text[0] != '[')
        {
            return new DnsServerAddress(text, DefaultPort);
        }

        var end = text.Length > 0 && text[0] == '[' ? text.IndexOf(']') + 1 : text.IndexOf(':');
        var host = end <= 0 ? text : text.Substring(0, end);
        var rest = end <= 0 ? string.Empty : text.Substring(end);
        var port = DefaultPort;
        if (rest.Length > 0
            && (rest[0] != ':' || !int.TryParse(rest.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            throw new FormatException($"\"{text}\" is not a DNS server: the port must be a number from 1 to 65535 after a colon.");
        }

        if (host.Length > 0 && host[0] == '[')
        {
            host = host[host.Length - 1] == ']' ? host.Substring(1, host.Length - 2) : string.Empty;
            return IPAddress.TryParse(host, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6
                ? new DnsServerAddress(host, port)
                : throw new FormatException($"\"{text}\" is not a DNS server: only an IPv6 address stands in brackets.");
        }

        return IPAddress.TryParse(host, out _) || DomainName.TryParse(host, out _, out var fault)
            ? new DnsServerAddress(host, port)
            : throw new FormatException($"\"{text}\" is not a DNS server: its host is neither an IP address nor a name, since {fault}.");
    }

    /// <summary>The host and port.</summary>
    /// <returns>As <see cref="Parse"/> reads them.</returns>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

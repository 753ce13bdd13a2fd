using System.Globalization;
using System.Net;

namespace SmtpTools;

/// <summary>Where to connect to, and from where.</summary>
public sealed class SmtpEndpoint
{
    /// <summary>Makes an endpoint.</summary>
    /// <param name="host">A host name, in ASCII or Unicode, or an IP address.</param>
    /// <param name="port">The TCP port, 1 to 65535.</param>
    public SmtpEndpoint(string host, int port)
    {
        if (string.IsNullOrWhiteSpace(host))
        {
            throw new ArgumentException("A server needs a host name or an address.", nameof(host));
        }

        if (port is < 1 or > 65535)
        {
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port is a number from 1 to 65535.");
        }

        Host = host.Trim().TrimStart('[').TrimEnd(']');
        Port = port;
    }

    /// <summary>The host name or IP address, an IPv6 address without brackets.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>Addresses to use instead of looking the host up; empty to look it up.</summary>
    public IList<IPAddress> Addresses { get; } = [];

    /// <summary>Which addresses may be used.</summary>
    public AddressFamilyChoice AddressFamily { get; set; }

    /// <summary>The local address to connect from; null lets the system choose.</summary>
    public IPAddress? SourceAddress { get; set; }

    /// <summary>The local port to connect from; 0 lets the system choose.</summary>
    public int SourcePort { get; set; }

    /// <summary><c>host:port</c>, an IPv6 address in brackets.</summary>
    public override string ToString() =>
        Host.Contains(':') ? string.Format(CultureInfo.InvariantCulture, "[{0}]:{1}", Host, Port) : string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Host, Port);
}

using System.Globalization;
using System.Net;

namespace SmtpTools;

/// <summary>Where to connect to.</summary>
public sealed class SmtpEndpoint
{
    /// <summary>Longest name that can be looked up (RFC 1035 2.3.4).</summary>
    private const int MaxHostLength = 253;

    private const string UnixScheme = "unix:";

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

    private SmtpEndpoint(string unixSocketPath)
    {
        UnixSocketPath = unixSocketPath;
        Host = "localhost";
    }

    /// <summary>The host name or IP address, an IPv6 address without brackets; <c>localhost</c> for a Unix domain socket.</summary>
    public string Host { get; }

    /// <summary>The TCP port; 0 for a Unix domain socket.</summary>
    public int Port { get; }

    /// <summary>The path of the Unix domain socket; null for a server that is reached over TCP.</summary>
    public string? UnixSocketPath { get; }

    /// <summary>Addresses to use instead of looking the host up; empty to look it up.</summary>
    public IList<IPAddress> Addresses { get; } = [];

    /// <summary>A server on this computer that listens on a Unix domain socket, as LMTP servers do.</summary>
    /// <param name="path">The path of the socket.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static SmtpEndpoint ForUnixSocket(string path) => string.IsNullOrWhiteSpace(path)
        ? throw new ArgumentException("A Unix domain socket needs a path.", nameof(path))
        : new SmtpEndpoint(path);

    /// <summary>
    /// Reads a server as people write it: <c>mx.example.com</c>, <c>mx.example.com:587</c>, <c>2001:db8::25</c>, <c>[2001:db8::25]:587</c>, and
    /// a Unix domain socket as <c>unix:path</c> or by its absolute path, <c>/run/dovecot/lmtp</c>.
    /// </summary>
    /// <param name="text">The host, in ASCII or Unicode, or its address; a port after a colon; an IPv6 address with a port in brackets; a path.</param>
    /// <param name="defaultPort">The port where the text has none.</param>
    /// <exception cref="FormatException">The text is no server; the message says why.</exception>
    public static SmtpEndpoint Parse(string text, int defaultPort)
    {
        var server = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        if (server.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase) || server.StartsWith('/'))
        {
            var path = server[0] == '/' ? server : server.Substring(UnixScheme.Length);
            return path.Length > 0 ? new SmtpEndpoint(path) : throw new FormatException($"'{text}' is no server: the path of the socket is missing.");
        }

        // The final dot of an absolute name (RFC 1034 3.1) is DNS's way of writing.
        var name = server.EndsWith('.') ? server.Substring(0, server.Length - 1) : server;
        if (IsV6(name))
        {
            return new SmtpEndpoint(name, defaultPort);
        }

        var end = name.IndexOf(':', Math.Max(0, name.IndexOf(']')));
        var host = end < 0 ? name : name.Substring(0, end);
        var rest = end < 0 ? string.Empty : name.Substring(end);
        var port = defaultPort;
        if (rest.Length > 0
            && (rest[0] != ':' || !int.TryParse(rest.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            throw new FormatException($"'{text}' is no server: its port must be a number from 1 to 65535 after a colon.");
        }

        if (host.Length > 0 && host[0] == '[')
        {
            return host[host.Length - 1] == ']' && IsV6(host.Substring(1, host.Length - 2))
                ? new SmtpEndpoint(host, port)
                : throw new FormatException($"'{text}' is no server: only an IPv6 address stands in brackets.");
        }

        host = host.EndsWith('.') ? host.Substring(0, host.Length - 1) : host;
        return host.Length is > 0 and <= MaxHostLength && !host.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '@' or '<' or '>' or ',')
            ? new SmtpEndpoint(host, port)
            : throw new FormatException($"'{text}' is no server: it needs a host name or an IP address, and may have a port after a colon.");
    }

    /// <summary><c>host:port</c>, an IPv6 address in brackets; <c>unix:path</c> for a Unix domain socket.</summary>
    public override string ToString() =>
        UnixSocketPath is not null ? UnixScheme + UnixSocketPath
        : Host.Contains(':') ? string.Format(CultureInfo.InvariantCulture, "[{0}]:{1}", Host, Port) : string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Host, Port);

    private static bool IsV6(string text) => text.Contains(':') && text[0] != '[' && IPAddress.TryParse(text, out _);
}

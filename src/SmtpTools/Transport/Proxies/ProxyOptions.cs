using System.Globalization;
using System.Net;
using SmtpTools.Transport;

namespace SmtpTools;

/// <summary>A proxy that connections to a server go through.</summary>
public sealed class ProxyOptions
{
    private const int DefaultSocksPort = 1080;
    private const int DefaultHttpPort = 80;

    /// <summary>Makes the description of a proxy.</summary>
    /// <param name="kind">Its protocol.</param>
    /// <param name="host">Its host name or IP address.</param>
    /// <param name="port">Its TCP port, 1 to 65535.</param>
    /// <param name="credential">The user name and password that it wants; null for none. SOCKS4 is told the user name alone.</param>
    /// <exception cref="ArgumentException">The host is empty, the port out of range, or the credential can't be told such a proxy.</exception>
    public ProxyOptions(ProxyKind kind, string host, int port, NetworkCredential? credential = null)
    {
        var endpoint = new SmtpEndpoint(host, port);
        Kind = kind;
        Host = endpoint.Host;
        Port = port;
        Credential = credential is { UserName.Length: > 0 } ? credential : null;
        if (Credential is not null)
        {
            ProxyCredential.Check(kind, Credential);
        }
    }

    /// <summary>The protocol.</summary>
    public ProxyKind Kind { get; }

    /// <summary>The host name or IP address, an IPv6 address without brackets.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The user name and password; null for none. They are in no record and no error.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>
    /// Whether the server's name is looked up here and the proxy told an address. Otherwise the proxy looks it up, so that no DNS query
    /// leaves this computer; SOCKS4 can't, and it is told an address whatever this says. A choice of address family, or addresses given
    /// with the endpoint, make it an address too.
    /// </summary>
    public bool ResolvesLocally { get; set; }

    /// <summary>
    /// Reads a proxy written as a URI: <c>socks5://host:port</c>, <c>socks5h://</c>, <c>socks4://</c>, <c>socks4a://</c>, <c>http://</c>, each
    /// with <c>user:password@</c> before the host where it wants them (percent-encoded, RFC 3986 3.2.1). Without a port it is 1080 for SOCKS
    /// and 80 for HTTP. <c>socks5</c> and <c>socks5h</c> are the same: the proxy looks names up.
    /// </summary>
    /// <param name="uri">The URI.</param>
    /// <exception cref="FormatException">It is no such URI; the message says why and repeats no password.</exception>
    public static ProxyOptions Parse(string uri)
    {
        var text = (uri ?? throw new ArgumentNullException(nameof(uri))).Trim();
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        var kind = (colon < 0 ? string.Empty : text.Substring(0, colon).ToLowerInvariant()) switch
        {
            "socks5" or "socks5h" => ProxyKind.Socks5,
            "socks4" => ProxyKind.Socks4,
            "socks4a" => ProxyKind.Socks4a,
            "http" => ProxyKind.Http,
            "" => throw new FormatException("A proxy is written with its protocol, as in socks5://proxy.example:1080 or http://proxy.example:3128."),
            "https" => throw new FormatException("A proxy that is spoken to under TLS (https) is not supported; http:// asks a proxy in plaintext for a connection that TLS then protects from end to end."),
            var other => throw new FormatException($"'{other}' is no known protocol of a proxy: it is socks5, socks4, socks4a or http."),
        };

        // Not by System.Uri, which changes what it reads: it lets escapes and odd characters through, and lower-cases.
        var rest = text.Substring(colon + 3).TrimEnd('/');
        var at = rest.LastIndexOf('@');
        var credential = at < 0 ? null : ReadCredential(rest.Substring(0, at));
        var defaultPort = kind == ProxyKind.Http ? DefaultHttpPort : DefaultSocksPort;
        try
        {
            var server = SmtpEndpoint.Parse(rest.Substring(at + 1), defaultPort);
            return server.UnixSocketPath is null
                ? new ProxyOptions(kind, server.Host, server.Port, credential)
                : throw new FormatException("A proxy has a host, not the path of a socket.");
        }
        catch (FormatException exception)
        {
            throw new FormatException($"The proxy can't be read after its protocol and credentials: {exception.Message}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>The proxy as a URI without its credentials.</summary>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, Host.Contains(':') ? "{0}://[{1}]:{2}" : "{0}://{1}:{2}", Kind.ToString().ToLowerInvariant(), Host, Port);

    private static NetworkCredential ReadCredential(string userInfo)
    {
        var colon = userInfo.IndexOf(':');
        var name = Uri.UnescapeDataString(colon < 0 ? userInfo : userInfo.Substring(0, colon));
        return new NetworkCredential(name, colon < 0 ? string.Empty : Uri.UnescapeDataString(userInfo.Substring(colon + 1)));
    }
}

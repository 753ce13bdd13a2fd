namespace SmtpTools;

/// <summary>The protocol by which a proxy is asked for a connection.</summary>
public enum ProxyKind
{
    /// <summary>SOCKS5 (RFC 1928), with a user name and password (RFC 1929) or without.</summary>
    Socks5,

    /// <summary>SOCKS4, which knows IPv4 addresses alone and is told a user name at most.</summary>
    Socks4,

    /// <summary>SOCKS4a: SOCKS4 with host names.</summary>
    Socks4a,

    /// <summary>HTTP CONNECT (RFC 9110 9.3.6), with Basic credentials (RFC 7617) or without.</summary>
    Http,
}

namespace SmtpTools;

/// <summary>What can be wrong with a mail exchanger, or with the list of them.</summary>
public enum MailExchangerFaultKind
{
    /// <summary>The MX record holds an IP address where a host name must stand (RFC 1035 3.3.9).</summary>
    IpLiteral,

    /// <summary>The host's name is an alias, which an MX record must not name (RFC 2181 10.3, RFC 5321 5.1).</summary>
    Alias,

    /// <summary>The host's name is an alias that leads back to itself.</summary>
    AliasLoop,

    /// <summary>The host has no address: it does not exist, or has neither an A nor an AAAA record.</summary>
    NoAddress,

    /// <summary>The servers failed when asked for the host's addresses.</summary>
    LookupFailed,

    /// <summary>No server answered in time when asked for the host's addresses.</summary>
    LookupTimeout,

    /// <summary>The host was not asked for, since too many questions about this domain went unanswered.</summary>
    NotAsked,

    /// <summary>The address cannot be reached from the Internet: it is private, loopback, link-local or of another special block (RFC 6890).</summary>
    NonGlobalAddress,

    /// <summary>The host's name breaks the grammar of host names (RFC 1123 2.1).</summary>
    InvalidHostName,

    /// <summary>The same host stands in more than one MX record.</summary>
    Duplicate,

    /// <summary>A null MX stands beside other MX records, or has a preference other than 0 (RFC 7505 3).</summary>
    MalformedNullMx,

    /// <summary>There are more MX records or addresses than are looked at.</summary>
    TooMany,

    /// <summary>The domain is an alias of a name that does not exist (RFC 6604 2.1).</summary>
    DanglingAlias,
}

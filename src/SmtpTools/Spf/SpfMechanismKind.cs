namespace SmtpTools;

/// <summary>The mechanisms of an SPF record (RFC 7208 5).</summary>
public enum SpfMechanismKind
{
    /// <summary>Always matches (RFC 7208 5.1).</summary>
    All,

    /// <summary>Matches where another domain's record gives pass (RFC 7208 5.2).</summary>
    Include,

    /// <summary>Matches a host's addresses (RFC 7208 5.3).</summary>
    A,

    /// <summary>Matches the addresses of a domain's mail exchangers (RFC 7208 5.4).</summary>
    Mx,

    /// <summary>Matches where the client's confirmed name lies in a domain; not to be used any more (RFC 7208 5.5).</summary>
    Ptr,

    /// <summary>Matches an IPv4 network (RFC 7208 5.6).</summary>
    Ip4,

    /// <summary>Matches an IPv6 network (RFC 7208 5.6).</summary>
    Ip6,

    /// <summary>Matches where a made-up name has an IPv4 address (RFC 7208 5.7).</summary>
    Exists,
}

namespace SmtpTools;

/// <summary>The record types that mail asks for, with their numbers in the registry of RFC 6895 3.1.</summary>
public enum DnsRecordType
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>An IPv4 address (RFC 1035 3.4.1).</summary>
    A = 1,

    /// <summary>A server of a zone (RFC 1035 3.3.11).</summary>
    Ns = 2,

    /// <summary>An alias (RFC 1035 3.3.1).</summary>
    Cname = 5,

    /// <summary>The start of a zone (RFC 1035 3.3.13).</summary>
    Soa = 6,

    /// <summary>A host's name for an address (RFC 1035 3.3.12).</summary>
    Ptr = 12,

    /// <summary>A mail exchanger (RFC 1035 3.3.9).</summary>
    Mx = 15,

    /// <summary>Text (RFC 1035 3.3.14).</summary>
    Txt = 16,

    /// <summary>An IPv6 address (RFC 3596 2.1).</summary>
    Aaaa = 28,

    /// <summary>A TLS certificate association (RFC 6698 2.1).</summary>
    Tlsa = 52,
}

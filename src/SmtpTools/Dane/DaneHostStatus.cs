namespace SmtpTools;

/// <summary>What the TLSA records of one server come to (RFC 7672 2.2).</summary>
public enum DaneHostStatus
{
    /// <summary>There are secure records, at least one of them usable: senders require TLS and a certificate that matches.</summary>
    Usable,

    /// <summary>There are secure records, none of them usable: senders require TLS, and nobody is authenticated.</summary>
    Unusable,

    /// <summary>There is no record under the server's TLSA names.</summary>
    NoRecord,

    /// <summary>DNSSEC does not secure the host's addresses, so that no TLSA record counts and none is asked for (RFC 7672 2.2.2).</summary>
    HostNotSecure,

    /// <summary>There are records that DNSSEC does not secure: they count as if they were not there.</summary>
    RecordNotSecure,

    /// <summary>There are records and the resolver vouches for them, but neither it nor the way to it is trusted (RFC 7672 2.1.3).</summary>
    ResolverNotTrusted,

    /// <summary>The host has no address.</summary>
    NoAddress,

    /// <summary>The servers failed, so that nothing is known; senders with DANE deliver nothing to this host (RFC 7672 2.1.2).</summary>
    ServerFailure,

    /// <summary>No server answered in time, so that nothing is known; senders with DANE deliver nothing to this host.</summary>
    Timeout,

    /// <summary>The name is no host name.</summary>
    InvalidName,
}

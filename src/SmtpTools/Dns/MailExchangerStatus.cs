namespace SmtpTools;

/// <summary>Where a domain's mail goes, or why that is not known (RFC 5321 5.1, RFC 7505).</summary>
public enum MailExchangerStatus
{
    /// <summary>The domain has MX records, and at least one names a host with an address.</summary>
    Found,

    /// <summary>The domain has no MX record, but an address: the domain itself is its mail exchanger (RFC 5321 5.1).</summary>
    ImplicitMx,

    /// <summary>The domain says by a null MX that it takes no mail (RFC 7505 3).</summary>
    NullMx,

    /// <summary>The domain has MX records, and none of them names a host with an address. Its own address must not be used instead (RFC 5321 5.1).</summary>
    NoUsableExchanger,

    /// <summary>The domain exists, with neither an MX record nor an address.</summary>
    NoMailServer,

    /// <summary>The domain does not exist (RFC 8020).</summary>
    NxDomain,

    /// <summary>The servers refused or failed, so that nothing is known. Later it may be (RFC 5321 5.1).</summary>
    ServerFailure,

    /// <summary>No server answered in time, so that nothing is known. Later it may be.</summary>
    Timeout,

    /// <summary>What was given is not a domain name.</summary>
    InvalidDomain,
}

namespace SmtpTools;

/// <summary>
/// Whether a domain publishes a record about its mail. The states up to NxDomain are answers; with ServerFailure and Timeout the
/// question could not be put, so that nothing is known and asking again may help.
/// </summary>
public enum DomainRecordStatus
{
    /// <summary>There is a record, and it follows its grammar.</summary>
    Found,

    /// <summary>There is a record, or there are several, which a receiver must not use: broken, or not the only one.</summary>
    Invalid,

    /// <summary>The domain publishes no such record.</summary>
    NotFound,

    /// <summary>Nothing was found under the names that were tried. There may be records under others, which nobody can list.</summary>
    NotFoundAmongTried,

    /// <summary>The domain does not exist (RFC 8020).</summary>
    NxDomain,

    /// <summary>The servers refused or failed, so that nothing is known.</summary>
    ServerFailure,

    /// <summary>No server answered in time, so that nothing is known.</summary>
    Timeout,

    /// <summary>What was given is not a domain name.</summary>
    InvalidDomain,
}

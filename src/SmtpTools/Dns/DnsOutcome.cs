namespace SmtpTools;

/// <summary>
/// What became of one DNS question. The first three are answers (RFC 2308 1, RFC 8020); after the last two nothing is known
/// about the name, and asking again may help.
/// </summary>
public enum DnsOutcome
{
    /// <summary>Records of the asked type exist.</summary>
    Found,

    /// <summary>The name exists and has no record of the asked type (NODATA, RFC 2308 2.2).</summary>
    NoData,

    /// <summary>The name does not exist, and nothing below it does (NXDOMAIN, RFC 8020 2).</summary>
    NxDomain,

    /// <summary>The servers refused, failed, could not be reached, or answered something that is no answer.</summary>
    ServerFailure,

    /// <summary>No server answered in time.</summary>
    Timeout,
}

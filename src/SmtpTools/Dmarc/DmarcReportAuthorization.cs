namespace SmtpTools;

/// <summary>Whether the host of a report address has agreed to get reports about another organization's domain (RFC 9990 4).</summary>
public enum DmarcReportAuthorization
{
    /// <summary>The host belongs to the same organization, and nothing is needed.</summary>
    NotNeeded,

    /// <summary>The host has a record that says so.</summary>
    Authorized,

    /// <summary>The host has no such record: receivers pass over the address.</summary>
    NotAuthorized,

    /// <summary>DNS did not say.</summary>
    Unknown,

    /// <summary>The address is malformed, or of a kind that receivers need not support.</summary>
    NotChecked,
}

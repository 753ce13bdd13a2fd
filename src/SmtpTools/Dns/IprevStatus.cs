namespace SmtpTools;

/// <summary>Whether an address's names lead back to it: the results of "iprev" (RFC 8601 2.7.3).</summary>
public enum IprevStatus
{
    /// <summary>A name of the address has that address.</summary>
    Pass,

    /// <summary>The address has names, and none of them has that address.</summary>
    Fail,

    /// <summary>The servers failed or did not answer; later they may.</summary>
    TempError,

    /// <summary>The address has no name.</summary>
    PermError,
}

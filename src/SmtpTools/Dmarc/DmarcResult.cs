namespace SmtpTools;

/// <summary>The results of DMARC for a message (RFC 9989 9.2).</summary>
public enum DmarcResult
{
    /// <summary>No policy applies to the From domain.</summary>
    None,

    /// <summary>An authenticated domain is aligned with the From domain.</summary>
    Pass,

    /// <summary>A policy applies, and no authenticated domain is aligned.</summary>
    Fail,

    /// <summary>DNS did not say; later it may.</summary>
    TempError,

    /// <summary>The From domain or its record cannot be used.</summary>
    PermError,
}

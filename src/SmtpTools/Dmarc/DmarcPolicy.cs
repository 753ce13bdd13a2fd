namespace SmtpTools;

/// <summary>What a domain's owner wants done with mail that fails DMARC (RFC 9989 4.7, p), from the mildest on.</summary>
public enum DmarcPolicy
{
    /// <summary>The owner has no preference.</summary>
    None,

    /// <summary>Such mail is suspicious.</summary>
    Quarantine,

    /// <summary>Such mail is not the domain's.</summary>
    Reject,
}

namespace SmtpTools;

/// <summary>How an authenticated domain has to agree with the From domain (RFC 9989 3.2.10).</summary>
public enum DmarcAlignment
{
    /// <summary>Both have the same organizational domain.</summary>
    Relaxed,

    /// <summary>Both are the same.</summary>
    Strict,
}

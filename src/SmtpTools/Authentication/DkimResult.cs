namespace SmtpTools;

/// <summary>What became of a DKIM signature, in the words of RFC 8601 2.7.1.</summary>
public enum DkimResult
{
    /// <summary>The message is not signed.</summary>
    None,

    /// <summary>The signature verified.</summary>
    Pass,

    /// <summary>The signature does not fit the message.</summary>
    Fail,

    /// <summary>The signature is not accepted, whether it fits or not: expired, SHA-1, a short key, one too many.</summary>
    Policy,

    /// <summary>The signature is not well-formed.</summary>
    Neutral,

    /// <summary>DNS did not give the key; later it may.</summary>
    TempError,

    /// <summary>The key is missing, revoked, or not for this signature.</summary>
    PermError,
}

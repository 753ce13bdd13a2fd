namespace SmtpTools;

/// <summary>Where a session stands.</summary>
public enum SmtpSessionState
{
    /// <summary>Made, not yet opened.</summary>
    New,

    /// <summary>Connected, but EHLO, TLS and AUTH are not done.</summary>
    Opening,

    /// <summary>Ready for a transaction or a command.</summary>
    Ready,

    /// <summary>Ended by QUIT.</summary>
    Closed,

    /// <summary>Ended by a failure; <see cref="SmtpSession.Failure"/> is the first cause.</summary>
    Broken,
}

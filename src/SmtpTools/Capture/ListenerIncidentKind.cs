namespace SmtpTools;

/// <summary>What went wrong on a listener's connection.</summary>
public enum ListenerIncidentKind
{
    /// <summary>The client broke a rule that a careful client never breaks: a bare LF, commands before their time, plaintext before a handshake.</summary>
    ProtocolViolation,

    /// <summary>A limit of the listener was reached.</summary>
    LimitReached,

    /// <summary>A TLS handshake failed, or the client refused the certificate.</summary>
    TlsFailed,

    /// <summary>The client was silent for too long.</summary>
    TimedOut,

    /// <summary>The client went away without QUIT in the middle of a transaction.</summary>
    ConnectionLost,

    /// <summary>The listener itself failed: a fault of the program.</summary>
    Failed,

    /// <summary>A message could not be written to the output folder.</summary>
    WriteFailed,
}

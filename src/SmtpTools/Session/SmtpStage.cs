namespace SmtpTools;

/// <summary>A stage of a session after which it can be ended on purpose, to see how a server takes that.</summary>
public enum SmtpStage
{
    /// <summary>The connection, with its TLS where that is implicit, and the greeting.</summary>
    Banner,

    /// <summary>The first EHLO.</summary>
    Ehlo,

    /// <summary>STARTTLS and the EHLO after it, where the session does TLS.</summary>
    Tls,

    /// <summary>AUTH, where a credential is given.</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>Every RCPT TO.</summary>
    Rcpt,

    /// <summary>DATA and its 354. A session can't be quit there, only dropped.</summary>
    Data,

    /// <summary>The whole message and the answer to its end.</summary>
    Dot,
}

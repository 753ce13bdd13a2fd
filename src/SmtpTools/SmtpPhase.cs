namespace SmtpTools;

/// <summary>The step of an SMTP session in which something happened, in the order of RFC 5321.</summary>
public enum SmtpPhase
{
    /// <summary>No step: before or outside a session.</summary>
    None,

    /// <summary>Looking up the host's addresses.</summary>
    Resolve,

    /// <summary>Opening the transport connection.</summary>
    Connect,

    /// <summary>Asking a proxy for the connection.</summary>
    Proxy,

    /// <summary>The server's greeting (RFC 5321 3.1).</summary>
    Greeting,

    /// <summary>EHLO, HELO or LHLO.</summary>
    Hello,

    /// <summary>The STARTTLS command (RFC 3207).</summary>
    StartTls,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>The AUTH exchange (RFC 4954).</summary>
    Auth,

    /// <summary>MAIL FROM.</summary>
    Mail,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>The DATA command and its 354.</summary>
    Data,

    /// <summary>The message content, by DATA or BDAT.</summary>
    Content,

    /// <summary>The reply after the end of the content: who holds the message is decided here.</summary>
    EndOfData,

    /// <summary>RSET.</summary>
    Reset,

    /// <summary>NOOP.</summary>
    Noop,

    /// <summary>Any other command.</summary>
    Command,

    /// <summary>QUIT.</summary>
    Quit,
}

namespace SmtpTools;

/// <summary>A step of a session or of a message whose time is measured.</summary>
public enum MeasuredPhase
{
    /// <summary>Connecting.</summary>
    Connect,

    /// <summary>From the connection to the end of the greeting.</summary>
    Greeting,

    /// <summary>EHLO, and EHLO again after TLS.</summary>
    Hello,

    /// <summary>STARTTLS and the handshake.</summary>
    Tls,

    /// <summary>The AUTH exchange.</summary>
    Auth,

    /// <summary>MAIL until its reply.</summary>
    Mail,

    /// <summary>One RCPT until its reply.</summary>
    Recipient,

    /// <summary>DATA until its reply.</summary>
    Data,

    /// <summary>The content and its end until the reply by which the server takes the message.</summary>
    EndOfData,

    /// <summary>One message from MAIL to its last reply; where a rate is kept, from the time at which the message was due.</summary>
    Message,
}

namespace SmtpTools;

/// <summary>The phases of a server's test, in the order of a session with STARTTLS.</summary>
public enum ServerPhase
{
    /// <summary>Looking up the server's addresses, or a domain's mail exchangers. Not 0, so that a script's <c>if ($test.FailedPhase)</c> sees it.</summary>
    Dns = 1,

    /// <summary>Opening the TCP connection.</summary>
    Connect,

    /// <summary>The server's greeting.</summary>
    Greeting,

    /// <summary>EHLO, or HELO where the server knows no other.</summary>
    Hello,

    /// <summary>The STARTTLS command and its reply; none with implicit TLS.</summary>
    StartTls,

    /// <summary>The TLS handshake. With implicit TLS it comes before the greeting.</summary>
    Tls,

    /// <summary>The server's certificate: chain, name and dates.</summary>
    Certificate,

    /// <summary>EHLO again under TLS (RFC 3207 4.2); none with implicit TLS.</summary>
    HelloAfterTls,

    /// <summary>Authentication.</summary>
    Auth,

    /// <summary>QUIT and its reply.</summary>
    Quit,
}

namespace SmtpTools;

/// <summary>When a connection is protected by TLS.</summary>
public enum TlsMode
{
    /// <summary>
    /// Implicit TLS on port 465; STARTTLS required on port 587, and on any port as soon as a credential is given; elsewhere STARTTLS
    /// when the server offers it (RFC 8314 3).
    /// </summary>
    Auto,

    /// <summary>Never.</summary>
    None,

    /// <summary>STARTTLS (RFC 3207), and no message without it.</summary>
    StartTls,

    /// <summary>STARTTLS when the server offers it; the result says when the session went on without.</summary>
    StartTlsWhenAvailable,

    /// <summary>TLS from the first octet (RFC 8314 3.3).</summary>
    Tls,
}

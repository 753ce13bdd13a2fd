namespace SmtpTools;

/// <summary>The registered ports of mail transport.</summary>
public static class SmtpPorts
{
    /// <summary>SMTP between servers (RFC 5321 4.5.4.2).</summary>
    public const int Relay = 25;

    /// <summary>Submission over implicit TLS (RFC 8314 3.3).</summary>
    public const int SubmissionTls = 465;

    /// <summary>Submission with STARTTLS (RFC 6409 3.1).</summary>
    public const int Submission = 587;

    /// <summary>LMTP by habit; RFC 2033 5 only forbids port 25.</summary>
    public const int Lmtp = 24;
}

namespace SmtpTools;

/// <summary>TLS was asked for and could not be had as asked: not offered, no handshake, or a certificate that does not hold.</summary>
public sealed class SmtpTlsException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What failed, and what can be done.</param>
    /// <param name="facts">What is known of the handshake and the certificate; null where it did not get that far.</param>
    /// <param name="innerException">The cause, or null.</param>
    /// <param name="reply">The server's refusal of STARTTLS; null where it was something else.</param>
    public SmtpTlsException(string message, TlsFacts? facts = null, Exception? innerException = null, SmtpReply? reply = null)
        : base(message, innerException)
    {
        Facts = facts;
        Reply = reply;
    }

    /// <summary>What is known of the handshake and the certificate; null where it did not get that far.</summary>
    public TlsFacts? Facts { get; }

    /// <summary>The server's refusal of STARTTLS; null where it was something else.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>A 454 (RFC 3207 4), and a connection that was cut in the handshake, may be otherwise the next time.</summary>
    public override bool IsTransient => Reply?.IsTransientFailure ?? InnerException is IOException;

    /// <summary>The faults of the certificate that were not passed over.</summary>
    public CertificateFaults Faults => Facts is null ? CertificateFaults.None : Facts.Faults & ~Facts.Ignored;
}

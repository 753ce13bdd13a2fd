namespace SmtpTools;

/// <summary>How recipients are tested.</summary>
public sealed class SmtpRecipientTestOptions
{
    /// <summary>The sender; null for the null sender, which no server may refuse (RFC 5321 4.5.5).</summary>
    public Mailbox? Sender { get; set; }

    /// <summary>Whether a made-up name of the same domain is tried after a recipient that was accepted.</summary>
    public bool DetectsCatchAll { get; set; } = true;

    /// <summary>How the sessions are opened, whatever the server.</summary>
    public SmtpSessionOptions Session { get; set; } = new() { Timeouts = SmtpTimeouts.AtMost(SmtpServerTestOptions.DefaultTimeout) };

    /// <summary>Told each entry of the sessions as it comes, on the thread of the test.</summary>
    public Action<SmtpEndpoint, TranscriptEntry>? Listener { get; set; }
}

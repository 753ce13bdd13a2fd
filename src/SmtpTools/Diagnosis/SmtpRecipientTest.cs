namespace SmtpTools;

/// <summary>What the test of one recipient showed.</summary>
public sealed class SmtpRecipientTest
{
    internal SmtpRecipientTest()
    {
    }

    /// <summary>The recipient.</summary>
    public string Recipient { get; internal set; } = string.Empty;

    /// <summary>What the server's answers say.</summary>
    public RecipientStatus Status { get; internal set; } = RecipientStatus.Unreachable;

    /// <summary>The sender that was given; empty for the null sender.</summary>
    public string Sender { get; internal set; } = string.Empty;

    /// <summary>The server that answered; null where none went as far.</summary>
    public string? Server { get; internal set; }

    /// <summary>The TCP port.</summary>
    public int Port { get; internal set; }

    /// <summary>The server's address.</summary>
    public string? Address { get; internal set; }

    /// <summary>The answer to MAIL.</summary>
    public SmtpReply? SenderReply { get; internal set; }

    /// <summary>The answer to RCPT; null where MAIL was refused.</summary>
    public SmtpReply? Reply { get; internal set; }

    /// <summary>Whether the server takes any name of the domain; null where that was not tried.</summary>
    public bool? IsCatchAll { get; internal set; }

    /// <summary>The answer to RCPT with a made-up name; null where that was not tried.</summary>
    public SmtpReply? CatchAllReply { get; internal set; }

    /// <summary>Why nothing is known, in words; null where a server answered.</summary>
    public string? Error { get; internal set; }

    /// <summary>The session's TLS; null without.</summary>
    public TlsFacts? Tls { get; internal set; }

    /// <summary>What happened at each server that was tried, the last one being that which answered.</summary>
    public IReadOnlyList<string> Tries { get; internal set; } = [];

    /// <summary>The dialogue with all servers that were tried.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript { get; internal set; } = [];

    /// <summary>How long it all took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Recipient}: {Status}";
}

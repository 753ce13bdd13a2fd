namespace SmtpTools;

/// <summary>What became of one message: one object in every case, whatever happened.</summary>
public sealed class SendResult
{
    /// <summary>The message's Message-ID, where it is known.</summary>
    public string? MessageId { get; set; }

    /// <summary>The subject, for people; null where it is not known.</summary>
    public string? Subject { get; set; }

    /// <summary>The row of a table that the message was made of; null for none.</summary>
    public object? Row { get; set; }

    /// <summary>The server as <c>host:port</c>.</summary>
    public string Server { get; internal set; } = string.Empty;

    /// <summary>What became of it.</summary>
    public SendState State { get; internal set; }

    /// <summary>The reverse path; empty for the null path.</summary>
    public string Sender { get; internal set; } = string.Empty;

    /// <summary>Each recipient in the order given, with its own reply.</summary>
    public IReadOnlyList<RecipientResult> Recipients { get; internal set; } = [];

    /// <summary>The server's last word on the message: to the end of the content, or to the step that ended it. Null where none came.</summary>
    public SmtpReply? Reply { get; internal set; }

    /// <summary>The step that <see cref="Reply"/> answers, or in which the failure happened.</summary>
    public SmtpPhase Phase { get; internal set; }

    /// <summary>What the refusal in <see cref="Reply"/> means, why it most likely came and what to do; null where the server refused nothing.</summary>
    public SmtpStatusExplanation? Explanation => SmtpStatus.ExplainRefusal(Reply, Phase);

    /// <summary>The server's own name for the message, read from its final reply; null where it can't be told.</summary>
    public string? QueueId => State is SendState.Sent or SendState.PartlySent ? Protocol.QueueId.Find(Reply) : null;

    /// <summary>Octets of the content as SIZE counts them; 0 where none left.</summary>
    public long Octets { get; internal set; }

    /// <summary>The connection's TLS; null where it had none.</summary>
    public TlsFacts? Tls { get; internal set; }

    /// <summary>How long each phase took. Those of opening the session belong to its first message.</summary>
    public SmtpPhaseTimes Times { get; internal set; } = new();

    /// <summary>The dialogue of this message; that of opening the session belongs to its first message. Empty where none was recorded.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript { get; internal set; } = [];

    /// <summary>What the session did without, or did otherwise than asked, each as a sentence.</summary>
    public IReadOnlyList<string> Notes { get; internal set; } = [];

    /// <summary>How many times it was tried, where the sender tries again.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>The failure, where there was one beyond replies to single recipients.</summary>
    public SmtpToolsException? Error { get; internal set; }

    /// <summary>Whether recipients are left only because the session takes no further transaction: another session can go on with them.</summary>
    internal bool IsCutShort { get; set; }

    /// <summary>Whether the same message may be sent again without making a duplicate and with hope: it surely was not taken, and the cause was transient.</summary>
    public bool IsRetryable => State is SendState.NotSent or SendState.Refused
        && (Error?.IsTransient ?? (Reply is { IsTransientFailure: true } || Recipients.Any(recipient => recipient.State == RecipientState.Deferred)));

    /// <summary>Notes the failure that ended the attempt. What the server had already said of the message stays.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="phase">The step that was under way, where the failure does not say.</param>
    internal void Fail(Exception exception, SmtpPhase phase = SmtpPhase.None)
    {
        Error = exception as SmtpToolsException ?? new SmtpToolsException(
            exception is OperationCanceledException ? "Sending was cancelled." : exception.Message, exception) { Phase = phase };
        if (Reply is null)
        {
            Reply = exception switch
            {
                SmtpReplyException refused => refused.Reply,
                SmtpAuthenticationException refused => refused.Reply,
                SmtpConnectionLostException lost => lost.LastReply,
                _ => null,
            };
            Phase = Error.Phase;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{State}: {MessageId} via {Server}" + (Reply is null ? string.Empty : $" ({Reply})");
}

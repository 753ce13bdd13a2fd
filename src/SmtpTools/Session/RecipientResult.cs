namespace SmtpTools;

/// <summary>What became of one recipient of one message.</summary>
public sealed class RecipientResult
{
    internal RecipientResult(string address) => Address = address;

    /// <summary>The recipient's address as given.</summary>
    public string Address { get; }

    /// <summary>What became of it.</summary>
    public RecipientState State { get; internal set; }

    /// <summary>
    /// The reply that decided: to RCPT where it was refused there, else to the end of the content; of a recipient not tried, the refusal of
    /// the sender or of the message, where that is why. Null where none came.
    /// </summary>
    public SmtpReply? Reply { get; internal set; }

    /// <summary>The step that <see cref="Reply"/> answers.</summary>
    public SmtpPhase Phase { get; internal set; }

    /// <summary>What the refusal in <see cref="Reply"/> means, why it most likely came and what to do; null where the server refused nothing.</summary>
    public SmtpStatusExplanation? Explanation => SmtpStatus.ExplainRefusal(Reply, Phase);

    /// <summary>The enhanced status code of <see cref="Reply"/>; null where it has none.</summary>
    public EnhancedStatusCode? EnhancedStatus => Reply?.EnhancedStatus;

    /// <summary>
    /// Why the recipient could not even be named to this server: a non-ASCII address without SMTPUTF8, or no further transaction in the session
    /// (RFC 9422). Null otherwise.
    /// </summary>
    public string? Reason { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Address}: {State}" + (Reply is null ? Reason is null ? string.Empty : $" ({Reason})" : $" ({Reply})");
}

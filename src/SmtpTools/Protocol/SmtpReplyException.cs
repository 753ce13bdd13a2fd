namespace SmtpTools;

/// <summary>The server said no: a 4xx or 5xx reply to a step that the session can't do without.</summary>
public sealed class SmtpReplyException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Which step was refused, with the server's words.</param>
    /// <param name="reply">The whole reply.</param>
    public SmtpReplyException(string message, SmtpReply reply)
        : base(message)
    {
        Reply = reply ?? throw new ArgumentNullException(nameof(reply));
    }

    /// <summary>The server's reply.</summary>
    public SmtpReply Reply { get; }

    /// <inheritdoc/>
    public override bool IsTransient => Reply.IsTransientFailure;
}

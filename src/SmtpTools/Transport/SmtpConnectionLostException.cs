namespace SmtpTools;

/// <summary>The connection ended where the protocol did not end it: closed or reset by the other side, or the network failed.</summary>
public sealed class SmtpConnectionLostException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was under way.</param>
    /// <param name="lastReply">A reply that came before the end and may tell why, or null.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpConnectionLostException(string message, SmtpReply? lastReply = null, Exception? innerException = null)
        : base(message, innerException) => LastReply = lastReply;

    /// <summary>What the server said before it went, unasked; null where it said nothing.</summary>
    public SmtpReply? LastReply { get; }

    /// <inheritdoc/>
    public override bool IsTransient => LastReply is null || !LastReply.IsPermanentFailure;
}

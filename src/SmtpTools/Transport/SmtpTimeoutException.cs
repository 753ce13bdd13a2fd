namespace SmtpTools;

/// <summary>A phase took longer than its time-out.</summary>
public sealed class SmtpTimeoutException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was waited for, and how long.</param>
    /// <param name="timeout">The time-out that passed.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpTimeoutException(string message, TimeSpan timeout, Exception? innerException = null)
        : base(message, innerException) => Timeout = timeout;

    /// <summary>The time-out that passed.</summary>
    public TimeSpan Timeout { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

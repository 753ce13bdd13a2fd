namespace SmtpTools;

/// <summary>No address of the server could be connected to, or its name has none.</summary>
public sealed class SmtpConnectException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Which server, and what each attempt met.</param>
    /// <param name="attempts">The attempts in the order they ended; empty where no address was found.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpConnectException(string message, IReadOnlyList<ConnectAttempt> attempts, Exception? innerException = null)
        : base(message, innerException) => Attempts = attempts;

    /// <summary>Each address tried and what came of it.</summary>
    public IReadOnlyList<ConnectAttempt> Attempts { get; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}

namespace SmtpTools;

/// <summary>The base of every error that the engine raises on purpose. Each folder owns its own kinds.</summary>
public class SmtpToolsException : Exception
{
    /// <summary>Makes an error with its message and, where there is one, its cause.</summary>
    /// <param name="message">What happened, where, and what can be done.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpToolsException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The step of the session in which it happened; <see cref="SmtpPhase.None"/> outside a session.</summary>
    public SmtpPhase Phase { get; internal set; }

    /// <summary>The command line that was answered or pending, without secrets; null where no command was involved.</summary>
    public string? Command { get; internal set; }

    /// <summary>Whether the same attempt may succeed later (a 4xx reply, a time-out). False for what will fail again.</summary>
    public virtual bool IsTransient => false;
}

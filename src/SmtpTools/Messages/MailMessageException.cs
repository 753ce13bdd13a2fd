namespace SmtpTools;

/// <summary>A message can't be made, read or sent because of what it consists of: a missing, locked or changed file, or a limit.</summary>
public sealed class MailMessageException : SmtpToolsException
{
    /// <summary>Makes an error.</summary>
    /// <param name="message">What happened and what can be done.</param>
    /// <param name="path">The file that it is about; null for none.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MailMessageException(string message, string? path = null, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    /// <summary>The file that the error is about; null for none.</summary>
    public string? Path { get; }
}

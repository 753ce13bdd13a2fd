namespace SmtpTools;

/// <summary>The message's content could not be read while it was sent. The message was not delivered; the session had to end.</summary>
public sealed class SmtpContentException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What could not be read.</param>
    /// <param name="innerException">The cause.</param>
    public SmtpContentException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace SmtpTools;

/// <summary>A listener could not start: its address or port can't be had.</summary>
public sealed class SmtpListenerException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What could not be had and why.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpListenerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace SmtpTools;

/// <summary>The server (or, seen from the capture server, the client) broke the protocol: the session can't go on.</summary>
public sealed class SmtpProtocolException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was received and which rule it broke.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpProtocolException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace SmtpTools;

/// <summary>A server was to be put under load that is not on a private network, or of which that can't be told.</summary>
public sealed class PublicTargetException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Which server, and which of its addresses.</param>
    public PublicTargetException(string message)
        : base(message)
    {
    }
}

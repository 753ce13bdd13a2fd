namespace SmtpTools.Sasl;

/// <summary>A user name or password can't be prepared by SASLprep (RFC 4013). The message is a clause that never quotes the text.</summary>
internal sealed class SaslPrepException : SaslException
{
    public SaslPrepException(string message)
        : base(message)
    {
    }
}

namespace SmtpTools.Sasl;

/// <summary>A SASL exchange can't go on: a wrong challenge, or a mechanism that can't run here. The session cancels it with <c>*</c>.</summary>
internal sealed class SaslException : SmtpToolsException
{
    public SaslException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace SmtpTools.Sasl;

/// <summary>A SASL exchange can't go on: a wrong challenge, or a secret that can't be used. The session cancels it with <c>*</c>.</summary>
internal class SaslException : SmtpToolsException
{
    public SaslException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

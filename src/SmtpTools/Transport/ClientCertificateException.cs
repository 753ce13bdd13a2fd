namespace SmtpTools;

/// <summary>A client certificate could not be had: no such file or store entry, a wrong password, or no private key.</summary>
public sealed class ClientCertificateException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">Which certificate, and what is wrong.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ClientCertificateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

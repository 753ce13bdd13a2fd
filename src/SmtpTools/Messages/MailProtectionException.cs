namespace SmtpTools;

/// <summary>A message can't be signed, encrypted, sealed, decrypted or verified. Its text never holds a secret.</summary>
public sealed class MailProtectionException : SmtpToolsException
{
    /// <summary>Makes an error.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="message">What happened and what can be done.</param>
    /// <param name="innerException">The cause, or null.</param>
    public MailProtectionException(MailProtectionFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Why.</summary>
    public MailProtectionFault Fault { get; }
}

namespace SmtpTools;

/// <summary>There is no DNS server to ask: the one that was named is not found, or the system has none.</summary>
/// <param name="message">What was looked for, and where.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class DnsServerException(string message, Exception? innerException = null) : SmtpToolsException(message, innerException);

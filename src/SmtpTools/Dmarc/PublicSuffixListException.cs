namespace SmtpTools;

/// <summary>A file is no list of public suffixes.</summary>
/// <param name="message">What is wrong with it, and where.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class PublicSuffixListException(string message, Exception? innerException = null) : SmtpToolsException(message, innerException);

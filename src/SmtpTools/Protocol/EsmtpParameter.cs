namespace SmtpTools.Protocol;

/// <summary>A parameter of MAIL or RCPT (RFC 5321 4.1.2): a keyword in upper case, and its value or null.</summary>
internal readonly record struct EsmtpParameter(string Keyword, string? Value);

namespace SmtpTools.Protocol;

/// <summary>A server's reply of one line, before it is written.</summary>
internal readonly record struct ServerReply(int Code, EnhancedStatusCode Status, string Text);

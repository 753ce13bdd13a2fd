namespace SmtpTools.Signing;

/// <summary>A message made of another: its facts kept, its content and header fields new.</summary>
internal static class MessageCopy
{
    /// <summary>Makes it.</summary>
    public static MailMessage Of(MailMessage message, MessageContent content, IReadOnlyList<MailHeader> headers, string? warning = null, IReadOnlyList<MailPart>? parts = null) =>
        new MailMessage(content)
        {
            MessageId = message.MessageId,
            Date = message.Date,
            From = message.From,
            Sender = message.Sender,
            To = message.To,
            Cc = message.Cc,
            Bcc = message.Bcc,
            ReplyTo = message.ReplyTo,
            Subject = message.Subject,
            EnvelopeFrom = message.EnvelopeFrom,
            EnvelopeTo = message.EnvelopeTo,
            Headers = headers,
            Parts = parts ?? message.Parts,
            TextBody = message.TextBody,
            HtmlBody = message.HtmlBody,
            Path = message.Path,
            Warnings = warning is null ? message.Warnings : message.Warnings.Append(warning).ToArray(),
        }.WithRow(message.Row);
}

using System.Collections;

namespace SmtpTools.Commands;

/// <summary>The parameters that describe a message, as the cmdlets that compose one share them.</summary>
internal interface IMessageParameters
{
    string[]? To { get; }

    string? Subject { get; }

    string? Body { get; }

    string? From { get; }

    string[]? Cc { get; }

    string[]? Bcc { get; }

    string[]? ReplyTo { get; }

    string? HtmlBody { get; }

    bool IsBodyHtml { get; }

    object[]? Attachments { get; }

    object[]? InlineImage { get; }

    IDictionary? Header { get; }

    System.Net.Mail.MailPriority Priority { get; }

    string? EnvelopeFrom { get; }

    bool IsHtmlOnly { get; }

    string? ImageFolder { get; }

    bool IsFlowed { get; }

    string? CalendarInvite { get; }

    string[]? UnsubscribeUri { get; }

    bool IsOneClick { get; }

    MailAutoSubmitted AutoSubmitted { get; }

    string[]? ReadReceiptTo { get; }
}

namespace SmtpTools;

/// <summary>What a message is to be made of. The builder checks all of it and makes the message.</summary>
/// <remarks>
/// Address texts are written as people do: <c>a@example.com</c>, <c>Name &lt;a@example.com&gt;</c>, several in one text with commas or
/// semicolons between them, groups, internationalised domains and local parts.
/// </remarks>
public sealed class MailMessageOptions
{
    /// <summary>The author; one mailbox, or several where <see cref="Sender"/> tells which of them sends (RFC 5322 3.6.2).</summary>
    public string? From { get; set; }

    /// <summary>The mailbox that sends on behalf of the author; null where that is the author.</summary>
    public string? Sender { get; set; }

    /// <summary>The recipients shown as To.</summary>
    public IList<string> To { get; set; } = new List<string>();

    /// <summary>The recipients shown as Cc.</summary>
    public IList<string> Cc { get; set; } = new List<string>();

    /// <summary>Recipients that the message does not show.</summary>
    public IList<string> Bcc { get; set; } = new List<string>();

    /// <summary>Where answers go to.</summary>
    public IList<string> ReplyTo { get; set; } = new List<string>();

    /// <summary>The reverse path, where failures are reported to; null takes Sender or From, an empty text is the null path.</summary>
    public string? EnvelopeFrom { get; set; }

    /// <summary>The subject.</summary>
    public string? Subject { get; set; }

    /// <summary>The plain text; any line ends.</summary>
    public string? Body { get; set; }

    /// <summary>The HTML; <c>cid:</c> references in it name <see cref="InlineImages"/> by Content-ID or by file name.</summary>
    public string? HtmlBody { get; set; }

    /// <summary>Files beside the text.</summary>
    public IList<MailAttachment> Attachments { get; set; } = new List<MailAttachment>();

    /// <summary>Pictures within the HTML.</summary>
    public IList<MailAttachment> InlineImages { get; set; } = new List<MailAttachment>();

    /// <summary>Further header fields, in their order; a name may occur several times.</summary>
    public IList<MailHeader> Headers { get; set; } = new List<MailHeader>();

    /// <summary>How urgent the message is.</summary>
    public MailPriority Priority { get; set; }

    /// <summary>The Message-ID, with or without angle brackets; null makes one.</summary>
    public string? MessageId { get; set; }

    /// <summary>The date; null takes the time at which the message is made.</summary>
    public DateTimeOffset? Date { get; set; }
}

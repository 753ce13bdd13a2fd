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

    /// <summary>The plain text; any line ends. Null beside an <see cref="HtmlBody"/> has it made from the HTML.</summary>
    public string? Body { get; set; }

    /// <summary>
    /// The HTML; <c>cid:</c> references in it name <see cref="InlineImages"/> by Content-ID or by file name, and <c>data:</c> images are
    /// sent as inline images.
    /// </summary>
    public string? HtmlBody { get; set; }

    /// <summary>Whether HTML without a <see cref="Body"/> goes alone, without plain text made from it.</summary>
    public bool HtmlOnly { get; set; }

    /// <summary>
    /// The folder in which local files that the HTML shows are looked for, to be sent as inline images. None outside of it is ever read;
    /// null reads none.
    /// </summary>
    public string? ImageFolder { get; set; }

    /// <summary>Whether the plain text goes as format=flowed (RFC 3676), which narrow screens wrap anew.</summary>
    public bool FormatFlowed { get; set; }

    /// <summary>An invitation or another scheduling message: a whole iCalendar object with its METHOD (RFC 5545, 5546, 6047); null for none.</summary>
    public string? CalendarInvite { get; set; }

    /// <summary>Files beside the text.</summary>
    public IList<MailAttachment> Attachments { get; set; } = new List<MailAttachment>();

    /// <summary>Pictures within the HTML.</summary>
    public IList<MailAttachment> InlineImages { get; set; } = new List<MailAttachment>();

    /// <summary>Further header fields, in their order; a name may occur several times.</summary>
    public IList<MailHeader> Headers { get; set; } = new List<MailHeader>();

    /// <summary>How urgent the message is.</summary>
    public MailPriority Priority { get; set; }

    /// <summary>Where a reader leaves the list: <c>https:</c> and <c>mailto:</c> URIs of List-Unsubscribe (RFC 2369 3.2).</summary>
    public IList<string> UnsubscribeUris { get; set; } = new List<string>();

    /// <summary>Whether one POST to the https: URI is enough to leave the list, without asking back (RFC 8058).</summary>
    public bool OneClickUnsubscribe { get; set; }

    /// <summary>Whether the message says that a program sent it, so that no program answers it (RFC 3834 5).</summary>
    public MailAutoSubmitted AutoSubmitted { get; set; }

    /// <summary>Who is told when the message is displayed, if the reader lets it (Disposition-Notification-To, RFC 8098 2.1).</summary>
    public IList<string> ReadReceiptTo { get; set; } = new List<string>();

    /// <summary>The Message-ID, with or without angle brackets; null makes one.</summary>
    public string? MessageId { get; set; }

    /// <summary>The date; null takes the time at which the message is made.</summary>
    public DateTimeOffset? Date { get; set; }
}

namespace SmtpTools;

/// <summary>
/// A whole message: its facts for people and scripts, its envelope apart from its headers, and its octets, which may lie in memory or
/// in files that are read when the message is written.
/// </summary>
/// <remarks>
/// Immutable. Its facts are plain values, so that they survive serialisation; <see cref="ContentBase64"/> carries the octets along.
/// </remarks>
public sealed class MailMessage
{
    private readonly MessageContent _content;
    private string _envelopeFrom = string.Empty;
    private IReadOnlyList<string> _envelopeTo = Array.Empty<string>();

    /// <summary>Makes a message over its octets.</summary>
    /// <param name="content">What is sent.</param>
    public MailMessage(MessageContent content)
    {
        _content = content ?? throw new ArgumentNullException(nameof(content));
        Size = content.Size;
        NeedsSmtpUtf8 = content.NeedsSmtpUtf8;
        Encoding = content.Encoding;
    }

    /// <summary>The Message-ID with its angle brackets; null where the message has none.</summary>
    public string? MessageId { get; init; }

    /// <summary>The date that the message states; null where it states none that can be read.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The author or authors, as text with display names; null where the message names none.</summary>
    public string? From { get; init; }

    /// <summary>The mailbox that sent on behalf of the author; null where the message names none.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipients shown as To, each with its display name.</summary>
    public IReadOnlyList<string> To { get; init => field = Indexed(value); } = Array.Empty<string>();

    /// <summary>The recipients shown as Cc.</summary>
    public IReadOnlyList<string> Cc { get; init => field = Indexed(value); } = Array.Empty<string>();

    /// <summary>The recipients that the message as sent does not show.</summary>
    public IReadOnlyList<string> Bcc { get; init => field = Indexed(value); } = Array.Empty<string>();

    /// <summary>Where answers go to, where the message says so.</summary>
    public IReadOnlyList<string> ReplyTo { get; init => field = Indexed(value); } = Array.Empty<string>();

    /// <summary>The subject; null where the message has none.</summary>
    public string? Subject { get; init; }

    /// <summary>The reverse path, without angle brackets; empty for the null path.</summary>
    public string EnvelopeFrom
    {
        get => _envelopeFrom;
        init => _envelopeFrom = value;
    }

    /// <summary>The addresses that the message goes to, each once.</summary>
    public IReadOnlyList<string> EnvelopeTo
    {
        get => _envelopeTo;
        init => _envelopeTo = Indexed(value);
    }

    /// <summary>The header fields as sent, in their order.</summary>
    public IReadOnlyList<MailHeader> Headers { get; init => field = Indexed(value); } = Array.Empty<MailHeader>();

    /// <summary>The MIME parts, flat and in their order; the first is the whole body.</summary>
    public IReadOnlyList<MailPart> Parts { get; init => field = Indexed(value); } = Array.Empty<MailPart>();

    /// <summary>The parts that mail programs show as files.</summary>
    public IReadOnlyList<MailPart> Attachments => Parts.Where(part => part.IsAttachment).ToArray();

    /// <summary>The plain text; null where the message has none or it is longer than <see cref="MessageLimits.MaxTextBody"/>.</summary>
    public string? TextBody { get; init; }

    /// <summary>The HTML; null where the message has none or it is longer than <see cref="MessageLimits.MaxTextBody"/>.</summary>
    public string? HtmlBody { get; init; }

    /// <summary>Octets as sent, line ends as CRLF; null when only writing would tell.</summary>
    public long? Size { get; }

    /// <summary>What octets the message holds.</summary>
    public BodyEncoding Encoding { get; }

    /// <summary>Whether header fields hold UTF-8, so that the message needs SMTPUTF8 (RFC 6532).</summary>
    public bool NeedsSmtpUtf8 { get; }

    /// <summary>The file that the message was opened from; null for none.</summary>
    public string? Path { get; init; }

    /// <summary>The row of a table that the message was made of, for telling what became of it; null for none.</summary>
    public object? Row { get; private set; }

    /// <summary>How it was signed and encrypted, where Unprotect-SmtpMessage has opened it; null for any other.</summary>
    public MailProtection? Protection { get; private set; }

    /// <summary>What is odd about the message, each in a sentence.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = Indexed(value); } = Array.Empty<string>();

    /// <summary>
    /// The octets as base64, so that a serialised message is whole; null for one larger than <see cref="MessageLimits.MaxCarried"/>.
    /// </summary>
    public string? ContentBase64 => Size <= MessageLimits.MaxCarried ? Convert.ToBase64String(ToOctets()) : null;

    /// <summary>What the session sends.</summary>
    public MessageContent GetContent() => _content;

    /// <summary>All octets in memory, with the line ends that they have; the session makes each CRLF.</summary>
    /// <exception cref="MailMessageException">A file behind the message is missing, locked or changed.</exception>
    public byte[] ToOctets()
    {
        using var octets = new MemoryStream();
        Save(octets, CancellationToken.None);
        return octets.ToArray();
    }

    /// <summary>Writes the message with the line ends that it has; the session makes each CRLF.</summary>
    /// <param name="destination">Where to; it only takes writes.</param>
    /// <param name="cancellationToken">Ends the writing early.</param>
    /// <exception cref="MailMessageException">A file behind the message is missing, locked or changed.</exception>
    public void Save(Stream destination, CancellationToken cancellationToken = default)
    {
        if (destination is null)
        {
            throw new ArgumentNullException(nameof(destination));
        }

        _content.WriteTo(destination, cancellationToken);
    }

    /// <summary>The same message with another envelope.</summary>
    /// <param name="from">The reverse path; empty for the null path, null to keep it.</param>
    /// <param name="to">The recipients' addresses; null to keep them.</param>
    public MailMessage WithEnvelope(string? from, IReadOnlyList<string>? to)
    {
        var copy = (MailMessage)MemberwiseClone();
        copy._envelopeFrom = from ?? _envelopeFrom;
        copy._envelopeTo = to is null ? _envelopeTo : Indexed(to);
        return copy;
    }

    /// <summary>The same message with the row that it was made of.</summary>
    /// <param name="row">The row; null for none.</param>
    public MailMessage WithRow(object? row)
    {
        var copy = (MailMessage)MemberwiseClone();
        copy.Row = row;
        return copy;
    }

    /// <summary>The same message with what is known of its protection.</summary>
    /// <param name="protection">What is known; null for nothing.</param>
    public MailMessage WithProtection(MailProtection? protection)
    {
        var copy = (MailMessage)MemberwiseClone();
        copy.Protection = protection;
        return copy;
    }

    // PowerShell indexes an array; what a collection expression makes for a read-only list it does not.
    private static IReadOnlyList<T> Indexed<T>(IReadOnlyList<T> list) => list as T[] ?? list.ToArray();

    /// <summary>The subject, and from whom the message is.</summary>
    public override string ToString() => $"\"{Subject}\" from {From}";
}

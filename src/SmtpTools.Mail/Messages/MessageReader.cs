using MimeKit;
using SmtpTools.Messages;

namespace SmtpTools;

/// <summary>
/// Reads ready messages (.eml, RFC 5322). What is read is sent as it is, octet by octet, but for Bcc fields; the facts tell about it.
/// </summary>
public static class MessageReader
{
    /// <summary>Opens a message in a file, which stays on disk and is read again when the message is sent.</summary>
    /// <param name="path">The .eml file.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="MailMessageException">The file can't be read, or is no mail message.</exception>
    public static MailMessage Open(string path, CancellationToken cancellationToken = default)
    {
        if (path is null)
        {
            throw new ArgumentNullException(nameof(path));
        }

        var fullPath = Path.GetFullPath(path);
        var source = MailAttachment.FromFile(fullPath);
        return Read(source.OpenRead, fullPath, (offset, length) => MessageSegment.FromFile(fullPath, offset, length), source.Length, cancellationToken);
    }

    /// <summary>Opens a message in memory.</summary>
    /// <param name="octets">The message; it must not change any more.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="MailMessageException">It is no mail message.</exception>
    public static MailMessage Open(byte[] octets, CancellationToken cancellationToken = default)
    {
        if (octets is null)
        {
            throw new ArgumentNullException(nameof(octets));
        }

        return Read(
            () => new MemoryStream(octets, writable: false),
            null,
            (offset, length) => MessageSegment.FromOctets(length == octets.Length ? octets : octets.AsSpan((int)offset, (int)length).ToArray()),
            octets.Length,
            cancellationToken);
    }

    /// <summary>Opens a message from a stream, which is read into memory.</summary>
    /// <param name="stream">The message, from its present position on.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="MailMessageException">It is no mail message, or larger than <see cref="MessageLimits.MaxStreamed"/>.</exception>
    public static MailMessage Open(Stream stream, CancellationToken cancellationToken = default) =>
        Open(MessageSegment.ReadOctets(stream ?? throw new ArgumentNullException(nameof(stream))), cancellationToken);

    private static MailMessage Read(
        Func<Stream> open, string? path, Func<long, long, MessageSegment> segment, long length, CancellationToken cancellationToken)
    {
        HeaderBlock block;
        using (var head = open())
        {
            block = HeaderBlock.Read(head, path);
        }

        var ready = new ReadyMessage(open, block.Start, path);
        var content = new SegmentedContent(block.Sent(length).Select(range => segment(range.Offset, range.Length)), ready.Convert);
        using var stream = open();
        var message = ready.Parse(stream, cancellationToken);
        var envelope = new HeaderEnvelope(message);
        var parts = MessageFacts.PartsOf(message.Body);
        return new MailMessage(content)
        {
            MessageId = message.Headers[HeaderId.MessageId]?.Trim() is { Length: > 0 } messageId ? messageId : null,
            Date = message.Headers.Contains(HeaderId.Date) && message.Date != DateTimeOffset.MinValue ? message.Date : null,
            From = message.From.Count == 0 ? null : message.From.ToString(encode: false),
            Sender = message.Sender is null ? null : AddressReader.Written(message.Sender),
            To = AddressReader.Written(message.To),
            Cc = AddressReader.Written(message.Cc),
            Bcc = AddressReader.Written(message.Bcc),
            ReplyTo = AddressReader.Written(message.ReplyTo),
            Subject = message.Headers[HeaderId.Subject],
            EnvelopeFrom = envelope.From,
            EnvelopeTo = envelope.To,
            Headers = MessageFacts.HeadersOf(message),
            Parts = parts,
            TextBody = MessageFacts.TextOf(message.Body, "plain"),
            HtmlBody = MessageFacts.TextOf(message.Body, "html"),
            Path = path,
            Warnings = MessageWarnings.Of(message, block, content, envelope, parts),
        };
    }
}

using MimeKit;
using MimeKit.IO;

namespace SmtpTools.Messages;

/// <summary>The content of a large message that was built: MimeKit writes it straight to its destination, attachments encoded on the way.</summary>
internal sealed class BuiltContent : MessageContent
{
    private readonly MimeMessage _message;
    private readonly FormatOptions _format;
    private readonly IReadOnlyList<AttachmentContent> _files;
    private readonly long _size;

    private BuiltContent(MimeMessage message, FormatOptions format, IReadOnlyList<AttachmentContent> files, long size)
    {
        _message = message;
        _format = format;
        _files = files;
        _size = size;
    }

    /// <inheritdoc/>
    /// <exception cref="MailMessageException">A file of the message is missing, locked or changed: this is asked before anything is sent.</exception>
    public override long? Size
    {
        get
        {
            foreach (var file in _files)
            {
                file.Verify();
            }

            return _size;
        }
    }

    /// <inheritdoc/>
    public override BodyEncoding Encoding => NeedsSmtpUtf8 ? BodyEncoding.EightBitMime : BodyEncoding.SevenBit;

    /// <inheritdoc/>
    public override bool NeedsSmtpUtf8 => _format.International;

    /// <summary>The content of a message: octets in memory where it is small and plain ASCII, else written by MimeKit each time.</summary>
    /// <param name="message">The message, prepared for transport.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="files">The attachments in it.</param>
    public static MessageContent Of(MimeMessage message, FormatOptions format, IReadOnlyList<AttachmentContent> files)
    {
        var size = Measure(message, format, files);
        if (size > MessageLimits.SmallMessage || format.International)
        {
            return new BuiltContent(message, format, files, size);
        }

        using var octets = new MemoryStream((int)size);
        message.WriteTo(format, octets, CancellationToken.None);
        return FromOctets(octets.ToArray());
    }

    /// <inheritdoc/>
    public override void WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        // MimeKit changes the message's state while it writes; two sessions may send it at once.
        lock (_message)
        {
            _message.WriteTo(_format, destination, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override MessageContent? ConvertTo(BodyEncoding widest, bool mayBreakSignatures, out string? reason)
    {
        reason = Encoding <= widest ? null : "addresses in its header fields are not ASCII, and there is no other way to write them (RFC 6530 8)";
        return reason is null ? this : null;
    }

    // One pass over all but the attachments, whose encoded size follows from their length.
    private static long Measure(MimeMessage message, FormatOptions format, IReadOnlyList<AttachmentContent> files)
    {
        var encoded = files.Where(file => file.Encoding == ContentEncoding.Default).ToList();
        encoded.ForEach(file => file.IsMeasured = true);
        try
        {
            using var size = new MeasuringStream();
            message.WriteTo(format, size, CancellationToken.None);
            return size.Length + encoded.Sum(file => file.EncodedSize);
        }
        finally
        {
            encoded.ForEach(file => file.IsMeasured = false);
        }
    }
}

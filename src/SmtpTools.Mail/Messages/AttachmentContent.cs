using MimeKit;

namespace SmtpTools.Messages;

/// <summary>An attachment as MimeKit writes it: opened when it is written, closed right after.</summary>
internal sealed class AttachmentContent(MailAttachment attachment, ContentEncoding encoding) : IMimeContent
{
    private const int BufferSize = 64 * 1024;

    // base64 in lines of 76 characters and CRLF (RFC 2045 6.8).
    private const int LineOctets = 57;
    private const int LineLength = 78;

    /// <summary>True while a message is measured: nothing is read, and <see cref="EncodedSize"/> is what is missing then.</summary>
    public bool IsMeasured { get; set; }

    /// <summary>Octets of the base64 form, line ends included.</summary>
    public long EncodedSize
    {
        get
        {
            var rest = attachment.Length % LineOctets;
            return (attachment.Length / LineOctets * LineLength) + (rest == 0 ? 0 : ((rest + 2) / 3 * 4) + 2);
        }
    }

    /// <summary>Octets of the attachment itself.</summary>
    public long Length => attachment.Length;

    /// <inheritdoc/>
    public ContentEncoding Encoding => encoding;

    /// <inheritdoc/>
    public NewLineFormat? NewLineFormat => null;

    /// <inheritdoc/>
    public Stream? Stream => null;

    /// <summary>Sees that the file can be read, before anything of the message is sent.</summary>
    /// <exception cref="MailMessageException">It can't.</exception>
    public void Verify() => attachment.OpenRead().Dispose();

    /// <inheritdoc/>
    public Stream Open() => attachment.OpenRead();

    /// <inheritdoc/>
    public void WriteTo(Stream stream, CancellationToken cancellationToken = default) => DecodeTo(stream, cancellationToken);

    /// <inheritdoc/>
    public void DecodeTo(Stream stream, CancellationToken cancellationToken = default)
    {
        if (IsMeasured)
        {
            return;
        }

        using var content = attachment.OpenRead();
        var buffer = new byte[BufferSize];
        var left = attachment.Length;
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = content.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (count == 0)
            {
                throw new MailMessageException($"The attachment \"{attachment.Path ?? attachment.Name}\" became shorter while it was read.", attachment.Path);
            }

            stream.Write(buffer, 0, count);
            left -= count;
        }
    }

    /// <inheritdoc/>
    public Task DecodeToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        DecodeTo(stream, cancellationToken);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default) => DecodeToAsync(stream, cancellationToken);

    /// <summary>Nothing is held open.</summary>
    public void Dispose()
    {
    }
}

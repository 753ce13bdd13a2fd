using MimeKit;

namespace SmtpTools.Signing;

/// <summary>The body of a message as MimeKit hashes it: octet by octet as it travels, read anew each time, never kept.</summary>
internal sealed class RawBody(MessageContent content, MimePart part) : IMimeContent
{
    // The part's own encoding, so that nothing is encoded again.
    public ContentEncoding Encoding => part.ContentTransferEncoding;

    public NewLineFormat? NewLineFormat => MimeKit.NewLineFormat.Dos;

    public Stream? Stream => null;

    public Stream Open() => throw new NotSupportedException();

    public void DecodeTo(Stream stream, CancellationToken cancellationToken = default) => WriteTo(stream, cancellationToken);

    public Task DecodeToAsync(Stream stream, CancellationToken cancellationToken = default) => WriteToAsync(stream, cancellationToken);

    public void WriteTo(Stream stream, CancellationToken cancellationToken = default) => ContentSplitter.Split(content, null, stream, cancellationToken);

    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        WriteTo(stream, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>Nothing is held open.</summary>
    public void Dispose()
    {
    }
}

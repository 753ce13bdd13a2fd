using SmtpTools.Messages;

namespace SmtpTools;

/// <summary>A file to go with a message: from disk, from memory or from a stream.</summary>
/// <remarks>A file on disk is open only while its message is written, and shared with whoever else has it open.</remarks>
public sealed class MailAttachment
{
    private MailAttachment(AttachmentSource source, string name)
    {
        Source = source;
        Name = name;
    }

    /// <summary>The file name that the recipient sees.</summary>
    public string Name { get; set; }

    /// <summary>The media type, with parameters where there are any; null takes the usual one for the name's extension.</summary>
    public string? ContentType { get; set; }

    /// <summary>The Content-ID (RFC 2392), by which HTML names an inline image; null makes one where it is needed.</summary>
    public string? ContentId { get; set; }

    /// <summary>What a reader is to do with it; null lists it, and shows a picture that the HTML refers to.</summary>
    public MailDisposition? Disposition { get; set; }

    /// <summary>Octets of the file, not encoded.</summary>
    public long Length => Source.Length;

    /// <summary>The file on disk; null for content from elsewhere.</summary>
    public string? Path => Source.Path;

    internal AttachmentSource Source { get; }

    /// <summary>An attachment from a file on disk, which is read when the message is written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The name that the recipient sees; null takes the file's own.</param>
    /// <exception cref="MailMessageException">The file is missing, is a folder, or can't be read.</exception>
    public static MailAttachment FromFile(string path, string? name = null)
    {
        if (path is null)
        {
            throw new ArgumentNullException(nameof(path));
        }

        var fullPath = System.IO.Path.GetFullPath(path);
        return new MailAttachment(new FileSource(fullPath), name ?? System.IO.Path.GetFileName(fullPath));
    }

    /// <summary>An attachment from memory.</summary>
    /// <param name="octets">The content.</param>
    /// <param name="name">The name that the recipient sees.</param>
    public static MailAttachment FromOctets(byte[] octets, string name) =>
        new(new OctetSource(octets ?? throw new ArgumentNullException(nameof(octets))), name ?? throw new ArgumentNullException(nameof(name)));

    /// <summary>
    /// An attachment from a stream, from its present position on. A stream that can seek must stay open until the message is sent; any
    /// other is read into memory now.
    /// </summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">The name that the recipient sees.</param>
    /// <exception cref="MailMessageException">The stream can't seek and holds more than <see cref="MessageLimits.MaxStreamed"/>.</exception>
    public static MailAttachment FromStream(Stream stream, string name)
    {
        if (stream is null)
        {
            throw new ArgumentNullException(nameof(stream));
        }

        return new MailAttachment(
            stream.CanSeek ? new StreamSource(stream) : new OctetSource(StreamedOctets.ReadAll(stream, $"attachment \"{name}\"")),
            name ?? throw new ArgumentNullException(nameof(name)));
    }

    /// <summary>Opens the content; the caller closes it.</summary>
    /// <exception cref="MailMessageException">The file is missing, locked, or has changed.</exception>
    public Stream OpenRead() => Source.Open();

    /// <summary>Name and length.</summary>
    public override string ToString() => $"{Name} ({Length})";
}

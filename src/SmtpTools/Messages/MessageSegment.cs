using SmtpTools.Messages;
using SmtpTools.Session;

namespace SmtpTools;

/// <summary>
/// A run of a message's octets: some in memory, or a range of a file. A ready message is a list of them, so that parts of it can be left
/// out, or put in, without holding it in memory.
/// </summary>
public abstract class MessageSegment
{
    private protected MessageSegment()
    {
    }

    /// <summary>Octets in memory.</summary>
    /// <param name="octets">The octets; they must not change any more.</param>
    public static MessageSegment FromOctets(byte[] octets) => new OctetSegment(octets ?? throw new ArgumentNullException(nameof(octets)));

    /// <summary>A range of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where the range begins, in octets.</param>
    /// <param name="length">How many octets it has.</param>
    /// <exception cref="MailMessageException">The file can't be read.</exception>
    public static MessageSegment FromFile(string path, long offset, long length) =>
        new RangeSegment(new FileSource(System.IO.Path.GetFullPath(path)), offset, length);

    /// <summary>Reads what can be read only once.</summary>
    /// <param name="stream">The octets, from its present position on.</param>
    /// <exception cref="MailMessageException">There are more than <see cref="MessageLimits.MaxStreamed"/>.</exception>
    public static byte[] ReadOctets(Stream stream) => StreamedOctets.ReadAll(stream ?? throw new ArgumentNullException(nameof(stream)), "a message");

    /// <summary>Whether the octets lie in memory.</summary>
    internal virtual byte[]? Octets => null;

    /// <summary>Checks that the octets can be read, before anything of the message is sent.</summary>
    internal virtual void Verify()
    {
    }

    /// <summary>Adds the segment to what is known of the message.</summary>
    internal abstract void AddTo(ref ContentFacts facts);

    /// <summary>Writes the octets.</summary>
    internal abstract void WriteTo(Stream destination, CancellationToken cancellationToken);
}

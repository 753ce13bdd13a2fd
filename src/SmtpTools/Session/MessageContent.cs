using SmtpTools.Session;

namespace SmtpTools;

/// <summary>
/// The content of one message (header and body, RFC 5322) as the session sends it. It can be written more than once, is not held in
/// memory by the engine, and says of itself what its transport needs.
/// </summary>
/// <remarks>
/// What is written is content, not wire format: the session makes the dots, and makes every line end CRLF where the transport is DATA
/// or BDAT without BINARYMIME.
/// </remarks>
public abstract class MessageContent
{
    /// <summary>
    /// Octets of the content with every line ended by CRLF (binary content: as it is) and without dot-stuffing, as SIZE counts them
    /// (RFC 1870 6); null when only writing would tell.
    /// </summary>
    public abstract long? Size { get; }

    /// <summary>What octets the content holds.</summary>
    public abstract BodyEncoding Encoding { get; }

    /// <summary>Whether header fields hold UTF-8 (RFC 6532), so that the message needs SMTPUTF8.</summary>
    public virtual bool NeedsSmtpUtf8 => false;

    /// <summary>The content as one block already in canonical CRLF form, where it lies in memory; the session then copies nothing.</summary>
    internal virtual ReadOnlyMemory<byte>? CanonicalBlock => null;

    /// <summary>Writes the content from its beginning.</summary>
    /// <param name="destination">Where to; it only takes writes.</param>
    /// <param name="cancellationToken">Ends the writing early.</param>
    public abstract void WriteTo(Stream destination, CancellationToken cancellationToken);

    /// <summary>
    /// The same message in an encoding that a server without 8BITMIME or BINARYMIME takes (RFC 6152 3), or null where it can't be
    /// converted; <paramref name="reason"/> then says why.
    /// </summary>
    /// <param name="widest">The widest encoding that the server takes.</param>
    /// <param name="mayBreakSignatures">Whether a message may be converted whose signatures then no longer hold.</param>
    /// <param name="reason">Why null is returned; with a result, which signature no longer holds, or null.</param>
    public virtual MessageContent? ConvertTo(BodyEncoding widest, bool mayBreakSignatures, out string? reason)
    {
        reason = "the message is sent as it is given and can't be re-encoded";
        return null;
    }

    /// <summary>Content from octets in memory.</summary>
    /// <param name="octets">The whole message; line ends may be CRLF, LF or CR.</param>
    public static MessageContent FromOctets(byte[] octets) => new OctetContent(octets ?? throw new ArgumentNullException(nameof(octets)));

    /// <summary>Content of a file, read when it is sent and never held whole in memory.</summary>
    /// <param name="path">The path of an .eml file.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static MessageContent FromFile(string path) => new FileContent(path);
}

namespace SmtpTools;

/// <summary>
/// The facts of one MIME part of a message (RFC 2045). A message lists its parts flat, in their order, so that they survive
/// serialisation of little depth; <see cref="Path"/> and <see cref="Level"/> give the tree back.
/// </summary>
public sealed class MailPart
{
    /// <summary>Where the part stands: <c>1</c> is the whole body, <c>1.2</c> its second part, and so on.</summary>
    public string Path { get; init; } = "1";

    /// <summary>How deep the part lies: 0 for the whole body.</summary>
    public int Level { get; init; }

    /// <summary>The media type in lower case, without parameters, such as <c>text/plain</c>.</summary>
    public string ContentType { get; init; } = "text/plain";

    /// <summary>The character set of a text part as it is named there; null where none is named.</summary>
    public string? Charset { get; init; }

    /// <summary>The file name, from Content-Disposition or else from Content-Type's name; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The disposition (RFC 2183), such as <c>attachment</c> or <c>inline</c>; null for none.</summary>
    public string? Disposition { get; init; }

    /// <summary>The Content-ID (RFC 2392) without angle brackets; null for none.</summary>
    public string? ContentId { get; init; }

    /// <summary>The Content-Transfer-Encoding in lower case (RFC 2045 6); <c>7bit</c> where none is named.</summary>
    public string TransferEncoding { get; init; } = "7bit";

    /// <summary>Octets of the part's content once decoded; 0 for a multipart, whose parts count for themselves.</summary>
    public long Size { get; init; }

    /// <summary>Whether a mail program shows the part as a file beside the text.</summary>
    public bool IsAttachment =>
        !ContentType.StartsWith("multipart/", StringComparison.Ordinal)
        && (string.Equals(Disposition, "attachment", StringComparison.OrdinalIgnoreCase) || (Name is not null && ContentId is null));

    /// <summary>Path, media type, name and size in one line.</summary>
    public override string ToString() => Name is null ? $"{Path} {ContentType} ({Size})" : $"{Path} {ContentType} \"{Name}\" ({Size})";
}

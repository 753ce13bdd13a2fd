namespace SmtpTools.Signing;

/// <summary>A message with further header fields before it, signatures as a rule: it is sent as it is or not at all.</summary>
/// <param name="head">The fields, each ended by CRLF.</param>
/// <param name="rest">The message, read when it is written.</param>
internal sealed class PrefixedContent(byte[] head, MessageContent rest) : MessageContent
{
    public override long? Size => rest.Size + head.Length;

    public override BodyEncoding Encoding => rest.Encoding;

    public override bool NeedsSmtpUtf8 => rest.NeedsSmtpUtf8;

    /// <summary>Puts fields before a content: in memory where it is small, so that it is sent without copying.</summary>
    public static MessageContent Of(byte[] head, MessageContent rest, CancellationToken cancellationToken)
    {
        if (rest.Size is not { } size || size > MessageLimits.SmallMessage)
        {
            return new PrefixedContent(head, rest);
        }

        using var octets = new MemoryStream(head.Length + (int)size);
        octets.Write(head, 0, head.Length);
        rest.WriteTo(octets, cancellationToken);
        return FromOctets(octets.ToArray());
    }

    public override void WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        (destination ?? throw new ArgumentNullException(nameof(destination))).Write(head, 0, head.Length);
        rest.WriteTo(destination, cancellationToken);
    }

    public override MessageContent? ConvertTo(BodyEncoding widest, bool mayBreakSignatures, out string? reason)
    {
        reason = Encoding <= widest ? null : "it is signed, and the signature would not fit a re-encoded body (RFC 6376 5.3)";
        return reason is null ? this : null;
    }
}

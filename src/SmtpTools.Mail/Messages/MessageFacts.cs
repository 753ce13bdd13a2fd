using MimeKit;
using MimeKit.IO;

namespace SmtpTools.Messages;

/// <summary>Reads the facts of a message from MimeKit's objects into ours.</summary>
internal static class MessageFacts
{
    /// <summary>The header fields that are sent, MIME's included.</summary>
    public static MailHeader[] HeadersOf(MimeMessage message) =>
        [.. message.Headers.Concat(message.Body?.Headers ?? Enumerable.Empty<Header>()).Where(IsSent).Select(header => new MailHeader(header.Field, header.Value))];

    /// <summary>The parts, flat and in their order, up to <see cref="MessageLimits.MaxParts"/>.</summary>
    public static List<MailPart> PartsOf(MimeEntity? body)
    {
        var parts = new List<MailPart>();
        if (body is not null)
        {
            Add(parts, body, "1", 0);
        }

        return parts;
    }

    /// <summary>The first text of a subtype that is no file; null for none, or where it is longer than <see cref="MessageLimits.MaxTextBody"/>.</summary>
    public static string? TextOf(MimeEntity? entity, string subtype)
    {
        if (entity is Multipart multipart)
        {
            return multipart.Select(part => TextOf(part, subtype)).FirstOrDefault(text => text is not null);
        }

        return entity is TextPart { IsAttachment: false } part && part.ContentType.IsMimeType("text", subtype) && SizeOf(part) <= MessageLimits.MaxTextBody
            ? part.Text
            : null;
    }

    /// <summary>The name of a transfer encoding as it is written.</summary>
    public static string Named(ContentEncoding encoding) => encoding switch
    {
        ContentEncoding.EightBit => "8bit",
        ContentEncoding.Binary => "binary",
        ContentEncoding.Base64 => "base64",
        ContentEncoding.QuotedPrintable => "quoted-printable",
        ContentEncoding.UUEncode => "x-uuencode",
        _ => "7bit",
    };

    // The depth is limited by the parser's MaxMimeDepth, or by the builder.
    private static void Add(List<MailPart> parts, MimeEntity entity, string path, int level)
    {
        if (parts.Count == MessageLimits.MaxParts)
        {
            return;
        }

        parts.Add(Facts(entity, path, level));
        var children = entity switch
        {
            Multipart multipart => multipart,
            MessagePart { Message.Body: { } inner } => [inner],
            _ => Enumerable.Empty<MimeEntity>(),
        };
        var number = 0;
        foreach (var child in children)
        {
            Add(parts, child, $"{path}.{++number}", level + 1);
        }
    }

    private static MailPart Facts(MimeEntity entity, string path, int level)
    {
        var part = entity as MimePart;
        return new MailPart
        {
            Path = path,
            Level = level,
            ContentType = entity.ContentType.MimeType.ToLowerInvariant(),
            Charset = entity.ContentType.Charset,
            Name = part?.FileName ?? entity.ContentDisposition?.FileName ?? entity.ContentType.Name,
            Disposition = entity.ContentDisposition?.Disposition,
            ContentId = entity.ContentId,
            TransferEncoding = Named(part?.ContentTransferEncoding ?? ContentEncoding.Default),
            Size = part is null ? 0 : SizeOf(part),
        };
    }

    private static long SizeOf(MimePart part)
    {
        if (part.Content is AttachmentContent file)
        {
            return file.Length;
        }

        using var size = new MeasuringStream();
        part.Content?.DecodeTo(size);
        return size.Length;
    }

    private static bool IsSent(Header header) => header.Id is not (HeaderId.Bcc or HeaderId.ResentBcc);
}

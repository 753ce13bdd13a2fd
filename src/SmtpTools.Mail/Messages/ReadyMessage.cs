using MimeKit;
using MimeKit.Cryptography;

namespace SmtpTools.Messages;

/// <summary>A ready message that can be parsed again whenever it is needed, without holding its content.</summary>
/// <param name="open">Opens its octets; the stream can seek.</param>
/// <param name="start">Where the message begins in them.</param>
/// <param name="path">Its file; null for none.</param>
internal sealed class ReadyMessage(Func<Stream> open, long start, string? path)
{
    /// <summary>Opens the octets.</summary>
    public Stream Open() => open();

    /// <summary>Parses the message; parts' content stays in the stream, which must stay open while they are read.</summary>
    /// <exception cref="MailMessageException">It is no mail message.</exception>
    public MimeMessage Parse(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = start;
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = MessageLimits.MaxDepth;
        try
        {
            return new MimeParser(options, stream, MimeFormat.Entity, persistent: true).ParseMessage(cancellationToken);
        }
        catch (FormatException e)
        {
            throw new MailMessageException($"{(path is null ? "The input" : $"\"{path}\"")} is no mail message: {e.Message}", path, e);
        }
    }

    /// <summary>The message in a narrower encoding; see <see cref="MessageContent.ConvertTo"/>.</summary>
    public MessageContent? Convert(BodyEncoding widest, bool mayBreakSignatures, out string? reason)
    {
        using var stream = open();
        var message = Parse(stream, CancellationToken.None);
        if (message.Headers.Any(header => header.RawValue.Any(octet => octet > 127)))
        {
            reason = "its header fields hold UTF-8, which only SMTPUTF8 carries (RFC 6532)";
            return null;
        }

        reason = SignatureOf(message);
        return reason is null || mayBreakSignatures ? new ConvertedContent(this, widest) : null;
    }

    private static string? SignatureOf(MimeMessage message)
    {
        var signature = message.Headers.FirstOrDefault(header => header.Id is HeaderId.DkimSignature or HeaderId.ArcMessageSignature);
        if (signature is not null)
        {
            return $"it is signed ({signature.Field}), and the signature would not fit a re-encoded body (RFC 6376 5.3)";
        }

        return HasSigned(message.Body)
            ? "it holds a signed part (multipart/signed), and the signature would not fit it any more (RFC 1847 2.1)"
            : null;
    }

    private static bool HasSigned(MimeEntity? entity) => entity switch
    {
        MultipartSigned => true,
        Multipart multipart => multipart.Any(HasSigned),
        MessagePart message => HasSigned(message.Message?.Body),
        _ => false,
    };
}

using MimeKit;

namespace SmtpTools.Messages;

/// <summary>What receivers may not like about a ready message, each in a sentence.</summary>
internal static class MessageWarnings
{
    // At most one of each (RFC 5322 3.6).
    private static readonly HeaderId[] s_single =
    [
        HeaderId.From, HeaderId.Sender, HeaderId.ReplyTo, HeaderId.To, HeaderId.Cc, HeaderId.Date, HeaderId.MessageId, HeaderId.InReplyTo,
        HeaderId.References, HeaderId.Subject,
    ];

    /// <summary>Looks at a message.</summary>
    public static IReadOnlyList<string> Of(
        MimeMessage message, HeaderBlock block, SegmentedContent content, HeaderEnvelope envelope, IReadOnlyList<MailPart> parts)
    {
        var warnings = new List<string>();
        Add(block.HasMailboxLine, "An mbox line (\"From \") before the message is not sent.");
        Add(block.Hidden.Count > 0, "Its Bcc field is not sent.");
        Add(!message.Headers.Contains(HeaderId.From), "It has no From (RFC 5322 3.6).");
        Add(!message.Headers.Contains(HeaderId.Date), "It has no Date (RFC 5322 3.6).");
        Add(string.IsNullOrWhiteSpace(message.Headers[HeaderId.MessageId]), "It has no Message-ID (RFC 5322 3.6.4).");
        Add(message.From.Mailboxes.Skip(1).Any() && message.Sender is null, "It has several authors in From and no Sender (RFC 5322 3.6.2).");
        foreach (var id in s_single.Where(id => message.Headers.Count(header => header.Id == id) > 1))
        {
            Add(true, $"It has more than one {id.ToHeaderName()} field (RFC 5322 3.6).");
        }

        foreach (var invalid in envelope.Invalid)
        {
            Add(true, $"'{invalid}' is not a mail address and not in the envelope.");
        }

        Add(content.LongestLine > MessageLimits.MaxLine, $"It has a line of {content.LongestLine} octets; {MessageLimits.MaxLine} are allowed (RFC 5322 2.1.1).");
        Add(content.Encoding == BodyEncoding.BinaryMime, "It holds NUL octets, which only BINARYMIME carries (RFC 3030 3).");
        Add(parts.Count == MessageLimits.MaxParts, $"It has more than {MessageLimits.MaxParts} MIME parts; the rest is not listed.");
        Add(parts.Any(part => part.Level >= MessageLimits.MaxDepth - 1), $"Its MIME parts lie deeper than {MessageLimits.MaxDepth} levels; what is below is not listed.");
        return warnings;

        void Add(bool isSo, string warning)
        {
            if (isSo)
            {
                warnings.Add(warning);
            }
        }
    }
}

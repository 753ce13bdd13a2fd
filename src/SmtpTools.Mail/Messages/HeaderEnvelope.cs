using MimeKit;

namespace SmtpTools.Messages;

/// <summary>
/// The envelope that a ready message's headers stand for: where it was resent, its latest Resent- block (RFC 5322 3.6.6), else its own
/// fields. Return-Path is ignored: it tells of an earlier journey.
/// </summary>
internal sealed class HeaderEnvelope
{
    private readonly List<string> _invalid = [];

    /// <summary>Derives the envelope.</summary>
    public HeaderEnvelope(MimeMessage message)
    {
        var resent = LatestResent(message.Headers);
        var isResent = resent.ContainsKey(HeaderId.ResentTo) || resent.ContainsKey(HeaderId.ResentCc) || resent.ContainsKey(HeaderId.ResentBcc);
        var recipients = isResent
            ? Read(resent, HeaderId.ResentTo).Concat(Read(resent, HeaderId.ResentCc)).Concat(Read(resent, HeaderId.ResentBcc))
            : message.To.Mailboxes.Concat(message.Cc.Mailboxes).Concat(message.Bcc.Mailboxes);
        To = [.. recipients.Select(Written).OfType<string>().Distinct()];
        var sender = Read(resent, HeaderId.ResentSender).Concat(Read(resent, HeaderId.ResentFrom)).FirstOrDefault()
            ?? message.Sender ?? message.From.Mailboxes.FirstOrDefault();
        From = sender is null ? string.Empty : Written(sender) ?? string.Empty;
    }

    /// <summary>The reverse path; empty where the headers name no sender.</summary>
    public string From { get; }

    /// <summary>The recipients, each once.</summary>
    public IReadOnlyList<string> To { get; }

    /// <summary>What stands in the address fields but is no mail address.</summary>
    public IReadOnlyList<string> Invalid => _invalid;

    // A block ends where a name comes again: the next block, of an earlier journey, begins.
    private static Dictionary<HeaderId, Header> LatestResent(HeaderList headers)
    {
        var block = new Dictionary<HeaderId, Header>();
        foreach (var header in headers.Where(header => header.Field.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase)))
        {
            if (block.ContainsKey(header.Id))
            {
                break;
            }

            block.Add(header.Id, header);
        }

        return block;
    }

    private static IEnumerable<MailboxAddress> Read(Dictionary<HeaderId, Header> block, HeaderId id) =>
        block.TryGetValue(id, out var header) && InternetAddressList.TryParse(header.RawValue, out var addresses) ? addresses.Mailboxes : [];

    private string? Written(MailboxAddress address)
    {
        if (Mailbox.TryParse(address.Address, out var mailbox))
        {
            return mailbox.AsciiForm ?? mailbox.UnicodeForm;
        }

        _invalid.Add(address.Address);
        return null;
    }
}

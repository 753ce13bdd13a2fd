using MimeKit;

namespace SmtpTools.Messages;

/// <summary>Everybody that a message is from and for, read and checked, and the envelope that follows.</summary>
internal sealed class Participants
{
    /// <summary>Reads the address options.</summary>
    /// <param name="options">The options as given.</param>
    /// <param name="fields">Sender and Reply-To as they apply.</param>
    /// <exception cref="ArgumentException">An address is none, or From and Sender don't fit together.</exception>
    public Participants(MailMessageOptions options, CustomFields fields)
    {
        From = AddressReader.Read(options.From, nameof(options.From));
        Sender = AddressReader.Read(fields.Sender, nameof(options.Sender));
        To = AddressReader.Read(options.To, nameof(options.To));
        Cc = AddressReader.Read(options.Cc, nameof(options.Cc));
        Bcc = AddressReader.Read(options.Bcc, nameof(options.Bcc));
        ReplyTo = AddressReader.Read(fields.ReplyTo, nameof(options.ReplyTo));
        ReadReceiptTo = AddressReader.Read(options.ReadReceiptTo, nameof(options.ReadReceiptTo));
        Author = CheckAuthor();
        ReversePath = ReadReversePath(options.EnvelopeFrom);
        Recipients = [.. AddressReader.MailboxesOf([.. To, .. Cc, .. Bcc]).Distinct()];
    }

    public InternetAddressList From { get; }

    public InternetAddressList Sender { get; }

    public InternetAddressList To { get; }

    public InternetAddressList Cc { get; }

    public InternetAddressList Bcc { get; }

    public InternetAddressList ReplyTo { get; }

    /// <summary>Who is told when the message is displayed.</summary>
    public InternetAddressList ReadReceiptTo { get; }

    /// <summary>The first author: whose domain identifies the message.</summary>
    public Mailbox Author { get; }

    /// <summary>The reverse path; empty for the null path.</summary>
    public string ReversePath { get; }

    /// <summary>The recipients' addresses, each once.</summary>
    public IReadOnlyList<string> Recipients { get; }

    /// <summary>Whether an address that the headers show has no ASCII form, so that the message needs SMTPUTF8.</summary>
    public bool NeedUtf8 => AddressReader.MailboxesOf([.. From, .. Sender, .. To, .. Cc, .. ReplyTo, .. ReadReceiptTo]).Any(address => !TextRules.IsAscii(address));

    private Mailbox CheckAuthor()
    {
        const string Name = nameof(MailMessageOptions.From);
        const string SenderName = nameof(MailMessageOptions.Sender);
        if (From.Count == 0)
        {
            throw TextRules.Refusal(Name, $"{Name} is missing: a message needs an author (RFC 5322 3.6).");
        }

        if (From.Concat(Sender).FirstOrDefault(address => address is GroupAddress) is { } group)
        {
            throw TextRules.Refusal(Name, $"{Name} and {SenderName} can't be a group: {AddressReader.Written(group)}");
        }

        if (Sender.Count > 1)
        {
            throw TextRules.Refusal(SenderName, $"{SenderName} holds {Sender.Count} mailboxes; it can hold one (RFC 5322 3.6.2).");
        }

        return From.Count == 1 || Sender.Count == 1
            ? Mailbox.Parse(((MailboxAddress)From[0]).Address)
            : throw TextRules.Refusal(Name, $"{Name} holds {From.Count} mailboxes; then {SenderName} must tell which of them sends (RFC 5322 3.6.2).");
    }

    private string ReadReversePath(string? given)
    {
        const string Name = nameof(MailMessageOptions.EnvelopeFrom);
        if (given is null)
        {
            return AddressReader.InEnvelope((MailboxAddress)(Sender.Count == 1 ? Sender[0] : From[0]));
        }

        if (given.Trim() is "" or "<>")
        {
            return string.Empty;
        }

        var path = AddressReader.Read(given, Name);
        return path.Count == 1 && path[0] is MailboxAddress mailbox
            ? AddressReader.InEnvelope(mailbox)
            : throw TextRules.Refusal(Name, $"{Name} '{given}' must be one mailbox.");
    }
}

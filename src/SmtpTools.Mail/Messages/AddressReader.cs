using MimeKit;

namespace SmtpTools.Messages;

/// <summary>
/// Reads addresses as people write them: MimeKit's parser for each, strict where a guess could send to somebody else. Each text may hold
/// several, with commas or semicolons between them.
/// </summary>
internal static class AddressReader
{
    /// <summary>Reads several texts, each of which may hold several addresses; empty ones give none.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="parameter">The parameter that they came by.</param>
    /// <exception cref="ArgumentException">A text holds something that is no address, or a control character.</exception>
    public static InternetAddressList Read(IEnumerable<string?> texts, string parameter)
    {
        var found = new InternetAddressList();
        foreach (var text in texts)
        {
            found.AddRange(Read(text, parameter));
            if (found.Count > MessageLimits.MaxAddresses)
            {
                throw TextRules.Refusal(parameter, $"{parameter} holds more than {MessageLimits.MaxAddresses} addresses.");
            }
        }

        return found;
    }

    /// <summary>Reads one text.</summary>
    public static InternetAddressList Read(string? text, string parameter)
    {
        var found = new InternetAddressList();
        if (string.IsNullOrWhiteSpace(text))
        {
            return found;
        }

        foreach (var piece in AddressSplitter.Split(TextRules.ForHeader(text!, parameter), parameter))
        {
            if (!InternetAddressList.TryParse(piece, out var addresses) || addresses.Count != 1)
            {
                throw NoAddress(parameter, piece, "write it as name@example.com or Name <name@example.com>");
            }

            found.Add(addresses[0] is GroupAddress group ? Checked(group, parameter) : Checked((MailboxAddress)addresses[0], parameter));
        }

        return found;
    }

    /// <summary>The addresses of the mailboxes meant, those within groups included, as the envelope writes them.</summary>
    public static IEnumerable<string> MailboxesOf(InternetAddressList addresses) => addresses.Mailboxes.Select(InEnvelope);

    /// <summary>
    /// An address as the envelope writes it: in ASCII where there is such a form, else in UTF-8 throughout (RFC 6532 3.2: no A-label behind
    /// a UTF-8 local part).
    /// </summary>
    public static string InEnvelope(MailboxAddress address) =>
        Mailbox.Parse(address.Address) is var mailbox && mailbox.AsciiForm is { } ascii ? ascii : mailbox.UnicodeForm;

    /// <summary>Each entry as text, names not encoded.</summary>
    public static string[] Written(InternetAddressList addresses) => [.. addresses.Select(Written)];

    /// <summary>An entry as text, its name not encoded.</summary>
    public static string Written(InternetAddress address) => address.ToString(encode: false);

    private static GroupAddress Checked(GroupAddress group, string parameter)
    {
        var members = new InternetAddressList();
        foreach (var member in group.Members)
        {
            members.Add(member is MailboxAddress mailbox ? Checked(mailbox, parameter) : throw NoAddress(parameter, Written(group), "a group can't hold a group (RFC 5322 3.4)"));
        }

        return new GroupAddress(group.Name, members);
    }

    private static MailboxAddress Checked(MailboxAddress address, string parameter) =>
        address.Route.Count > 0 ? throw NoAddress(parameter, Written(address), "it holds a route, which is obsolete (RFC 5321 4.1.2)")
        : Mailbox.TryParse(address.Address, out var mailbox, out var fault)
            ? new MailboxAddress(address.Name, mailbox.AsciiForm ?? mailbox.UnicodeForm)
            : throw NoAddress(parameter, address.Address, fault);

    private static ArgumentException NoAddress(string parameter, string text, string why) =>
        TextRules.Refusal(parameter, $"{parameter} holds '{text}', which is not a mail address: {why}.");
}

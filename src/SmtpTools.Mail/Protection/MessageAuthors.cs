using MimeKit;

namespace SmtpTools.Protection;

/// <summary>The addresses of those whom From names.</summary>
internal static class MessageAuthors
{
    /// <summary>Reads them.</summary>
    public static IEnumerable<string> Of(string? from) =>
        InternetAddressList.TryParse(from ?? string.Empty, out var list)
            ? list.Mailboxes.Select(mailbox => Mailbox.TryParse(mailbox.Address, out var read) ? read.AsciiForm ?? read.UnicodeForm : mailbox.Address)
            : [];
}

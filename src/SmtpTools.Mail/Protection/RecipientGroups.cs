using MimeKit;

namespace SmtpTools.Protection;

/// <summary>
/// Divides an encrypted message among its recipients. What is encrypted names the keys of all who can read it, so a recipient whom the
/// message does not show (Bcc) gets a copy of his own: else every other would find him there.
/// </summary>
internal static class RecipientGroups
{
    /// <summary>Divides.</summary>
    /// <typeparam name="TKey">The kind of key.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="keys">The keys that it is encrypted with; those that belong to no recipient (the author's own, an archive's) go with every copy.</param>
    /// <exception cref="MailProtectionException">Nobody who sees the message could read it.</exception>
    public static IEnumerable<(MailMessage Message, IReadOnlyList<TKey> Keys, IReadOnlyList<string> Warnings)> Of<TKey>(MailMessage message, IReadOnlyCollection<TKey> keys)
        where TKey : IRecipientKey
    {
        var shown = new HashSet<string>(message.To.Concat(message.Cc).SelectMany(Addresses), StringComparer.OrdinalIgnoreCase);
        var hidden = message.EnvelopeTo.Where(address => !shown.Contains(address)).ToList();
        var alone = hidden.Where(address => keys.Any(key => IsOf(key, address) && !key.Addresses.Any(shown.Contains))).ToList();
        var ofHidden = keys.Where(key => alone.Exists(address => IsOf(key, address)) && !key.Addresses.Any(shown.Contains)).ToList();
        var common = keys.Where(key => !message.EnvelopeTo.Any(address => IsOf(key, address)) && !key.Addresses.Any(shown.Contains)).ToList();

        var rest = message.EnvelopeTo.Except(alone, StringComparer.OrdinalIgnoreCase).ToList();
        if (rest.Count > 0 || message.EnvelopeTo.Count == 0)
        {
            var theirs = keys.Except(ofHidden).ToList();
            if (theirs.Count == 0)
            {
                throw new MailProtectionException(MailProtectionFault.NoKeyForMessage, $"None of the certificates or keys given is for {string.Join(", ", rest.Take(3))}.");
            }

            yield return (message.WithEnvelope(null, rest), theirs, rest.Where(address => !keys.Any(key => IsOf(key, address))).Select(Unreadable).ToArray());
        }

        foreach (var address in alone)
        {
            yield return (message.WithEnvelope(null, new[] { address }), [.. ofHidden.Where(key => IsOf(key, address)), .. common], []);
        }
    }

    private static bool IsOf<TKey>(TKey key, string address)
        where TKey : IRecipientKey =>
        key.Addresses.Contains(address, StringComparer.OrdinalIgnoreCase);

    private static string Unreadable(string address) => $"{address} can't read it: none of the certificates or keys given names that address.";

    private static IEnumerable<string> Addresses(string written) =>
        InternetAddressList.TryParse(written, out var list)
            ? list.Mailboxes.Select(mailbox => Mailbox.TryParse(mailbox.Address, out var read) ? read.AsciiForm ?? read.UnicodeForm : mailbox.Address)
            : [];
}

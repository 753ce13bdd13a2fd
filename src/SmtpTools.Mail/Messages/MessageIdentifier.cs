namespace SmtpTools.Messages;

/// <summary>Message-IDs and Content-IDs (RFC 5322 3.6.4).</summary>
internal static class MessageIdentifier
{
    // Where the sender has an address literal for a domain: no host's address or name is given away (RFC 2606 keeps "invalid" unused).
    private const string NoDomain = "smtptools.invalid";

    /// <summary>A new identifier without angle brackets: random, at the sender's domain in A-labels.</summary>
    public static string New(Mailbox sender) => $"{RandomText.Make()}@{sender.Domain?.Ascii ?? NoDomain}";

    /// <summary>An identifier that was given, without its angle brackets.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string Checked(string text, string parameter, bool needsAt)
    {
        var identifier = TextRules.ForHeader(text, parameter).Trim();
        if (identifier.Length > 1 && identifier[0] == '<' && identifier[identifier.Length - 1] == '>')
        {
            identifier = identifier.Substring(1, identifier.Length - 2);
        }

        var at = identifier.IndexOf('@');
        var isWhole = identifier.Length is > 0 and < MessageLimits.MaxLine / 2 && (!needsAt || (at > 0 && at < identifier.Length - 1));
        foreach (var character in identifier)
        {
            isWhole &= character is > ' ' and < '\x7F' and not ('<' or '>');
        }

        return isWhole
            ? identifier
            : throw TextRules.Refusal(
                parameter,
                $"{parameter} '{text}' is no identifier{(needsAt ? " such as <name@example.com>" : string.Empty)}: ASCII without spaces and angle brackets (RFC 5322 3.6.4).");
    }
}

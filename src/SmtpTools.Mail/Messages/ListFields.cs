namespace SmtpTools.Messages;

/// <summary>The fields that tell programs how to treat a message: List-Unsubscribe, Auto-Submitted, Disposition-Notification-To.</summary>
internal static class ListFields
{
    private const string Unsubscribe = nameof(MailMessageOptions.UnsubscribeUris);

    /// <summary>Writes those that the options ask for.</summary>
    /// <param name="header">Where to.</param>
    /// <param name="options">The options.</param>
    /// <param name="people">Who the receipt goes to.</param>
    /// <param name="given">The further fields; none of them may come twice.</param>
    /// <exception cref="ArgumentException">A URI is none, one-click has no https: URI, or a field is given twice.</exception>
    public static void Write(FieldWriter header, MailMessageOptions options, Participants people, CustomFields given)
    {
        WriteUnsubscribe(header, options, given);
        if (options.AutoSubmitted != MailAutoSubmitted.None)
        {
            Once(given, "Auto-Submitted", nameof(options.AutoSubmitted));
            header.Structured("Auto-Submitted", options.AutoSubmitted == MailAutoSubmitted.Replied ? "auto-replied" : "auto-generated", nameof(options.AutoSubmitted));
        }

        if (people.ReadReceiptTo.Count > 0)
        {
            Once(given, "Disposition-Notification-To", nameof(options.ReadReceiptTo));
            header.Addresses("Disposition-Notification-To", people.ReadReceiptTo);
        }
    }

    private static void WriteUnsubscribe(FieldWriter header, MailMessageOptions options, CustomFields given)
    {
        var uris = options.UnsubscribeUris.Where(uri => !string.IsNullOrWhiteSpace(uri)).Select(Checked).ToList();
        if (uris.Count > 0)
        {
            Once(given, "List-Unsubscribe", Unsubscribe);
            header.Structured("List-Unsubscribe", string.Join(", ", uris.Select(uri => $"<{uri}>")), Unsubscribe);
        }

        if (!options.OneClickUnsubscribe)
        {
            return;
        }

        // RFC 8058 3.1.
        if (!uris.Exists(uri => uri.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
        {
            throw TextRules.Refusal(
                nameof(options.OneClickUnsubscribe), $"{nameof(options.OneClickUnsubscribe)} needs an https: URI in {Unsubscribe} (RFC 8058 3.1).");
        }

        Once(given, "List-Unsubscribe-Post", nameof(options.OneClickUnsubscribe));
        header.Structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click", nameof(options.OneClickUnsubscribe));
    }

    // RFC 2369 2: a list of URIs in angle brackets, without white space in them.
    private static string Checked(string text)
    {
        var uri = TextRules.ForHeader(text, Unsubscribe).Trim();
        if (uri.Length > 1 && uri[0] == '<' && uri[uri.Length - 1] == '>')
        {
            uri = uri.Substring(1, uri.Length - 2);
        }

        return Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
            && parsed.Scheme is "https" or "http" or "mailto"
            && TextRules.IsAscii(uri) && uri.IndexOfAny(['<', '>', ' ', '\t', ',']) < 0
            ? uri
            : throw TextRules.Refusal(
                Unsubscribe, $"{Unsubscribe} holds '{text}', which is no https: or mailto: URI in ASCII without spaces, commas and angle brackets (RFC 2369 2).");
    }

    private static void Once(CustomFields given, string field, string parameter)
    {
        if (given.Contains(field))
        {
            throw TextRules.Refusal(parameter, $"{parameter} makes the field {field}, and {nameof(MailMessageOptions.Headers)} holds one too: give one of them.");
        }
    }
}

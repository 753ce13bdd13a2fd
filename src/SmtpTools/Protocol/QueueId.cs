namespace SmtpTools.Protocol;

/// <summary>Finds in a server's final reply the name that it gave the message. Each form is a server's own habit; no standard says where it is.</summary>
internal static class QueueId
{
    public static string? Find(SmtpReply? reply)
    {
        if (reply is null || !reply.IsPositive)
        {
            return null;
        }

        var text = reply.Text;

        // Postfix: "Ok: queued as 4F1A2B3C". Exim: "OK id=1rABC-000-XY". Amavis and others repeat Postfix's words.
        return After(text, "queued as ") ?? After(text, "id=")

            // Exchange: "<id@host> [InternalId=123, Hostname=x] Queued mail for delivery".
            ?? After(text, "InternalId=")

            // Sendmail and OpenSMTPD: "4AB12cd Message accepted for delivery".
            ?? Before(text, " Message accepted for delivery")

            // Gmail: "OK  1700000000 a1-20020abc.1 - gsmtp".
            ?? (text.EndsWith(" - gsmtp", StringComparison.Ordinal) ? LastWord(text.Substring(0, text.Length - " - gsmtp".Length)) : null)

            // Dovecot LMTP: "<recipient> 8K3eLmQ/... Saved".
            ?? (text.EndsWith(" Saved", StringComparison.Ordinal) ? LastWord(text.Substring(0, text.Length - " Saved".Length)) : null);
    }

    private static string? After(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var start = at + mark.Length;
        var end = text.IndexOfAny([' ', ',', ';', ']', ')', '\n'], start);
        var word = end < 0 ? text.Substring(start) : text.Substring(start, end - start);
        return word.Length == 0 ? null : word.TrimEnd('.');
    }

    private static string? Before(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        return at <= 0 ? null : LastWord(text.Substring(0, at)).TrimEnd(':');
    }

    private static string LastWord(string text) => text.TrimEnd().Substring(text.TrimEnd().LastIndexOf(' ') + 1);
}

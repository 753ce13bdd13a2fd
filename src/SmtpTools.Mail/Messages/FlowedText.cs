using System.Text;

namespace SmtpTools.Messages;

/// <summary>
/// Writes text as format=flowed with DelSp=No (RFC 3676 4.2). MimeKit's own writer doubles the space at each soft break and cuts words that
/// are longer than a line, and so would spoil URIs.
/// </summary>
internal static class FlowedText
{
    // RFC 3676 4.2: no more than 78 with the space at the end and the one that stuffs; 72 leaves room for quoting.
    private const int MaxLine = 72;
    private const string Signature = "-- ";

    /// <summary>Writes text whose line ends are CRLF.</summary>
    public static string Encode(string text)
    {
        var flowed = new StringBuilder(text.Length + (text.Length / 32));
        var lines = text.Split(["\r\n"], StringSplitOptions.None);
        for (var i = 0; i < lines.Length; i++)
        {
            _ = flowed.Append(i == 0 ? string.Empty : "\r\n");
            AddLine(flowed, lines[i]);
        }

        return flowed.ToString();
    }

    private static void AddLine(StringBuilder flowed, string line)
    {
        // The signature's separator alone ends in a space without being continued (RFC 3676 4.3).
        var rest = line == Signature ? line : line.TrimEnd(' ');

        // A quoted line is sent as it is: what others wrote is not wrapped anew.
        if (rest.Length > 0 && rest[0] == '>')
        {
            _ = flowed.Append(rest);
            return;
        }

        while (rest.Length > MaxLine && rest != Signature && BreakOf(rest) is > 0 and var at)
        {
            _ = Stuffed(flowed, rest).Append(rest, 0, at).Append("\r\n");
            rest = rest.Substring(at);
        }

        _ = Stuffed(flowed, rest).Append(rest);
    }

    // Behind the last space that fits, else behind the first there is: a word is never cut. What follows must not begin with a space.
    private static int BreakOf(string line)
    {
        var at = line.LastIndexOf(' ', MaxLine - 1);
        while (at > 0 && (line[at + 1] == ' ' || string.IsNullOrWhiteSpace(line.Substring(0, at))))
        {
            at = line.LastIndexOf(' ', at - 1);
        }

        if (at <= 0)
        {
            for (at = line.IndexOf(' ', MaxLine); at >= 0 && line[at + 1] == ' ';)
            {
                at = line.IndexOf(' ', at + 1);
            }
        }

        return at + 1;
    }

    // RFC 3676 4.4: what a reader would take for a quote, an mbox line or stuffing gets a space before it.
    private static StringBuilder Stuffed(StringBuilder flowed, string line) =>
        line.StartsWith(" ", StringComparison.Ordinal) || line.StartsWith(">", StringComparison.Ordinal) || line.StartsWith("From ", StringComparison.Ordinal)
            ? flowed.Append(' ')
            : flowed;
}

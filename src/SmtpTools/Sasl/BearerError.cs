using System.Text;

namespace SmtpTools.Sasl;

/// <summary>Reads the challenge by which a server says why it refuses a token: a JSON object with status, schemes and scope (RFC 7628 3.2.2).</summary>
internal static class BearerError
{
    /// <summary>Most characters of a server's explanation that are shown.</summary>
    public const int MaxShown = 500;

    /// <summary>The server's reason in a line, as in <c>status 400, schemes Bearer</c>. Text that is no such object is shown as it is.</summary>
    public static string Describe(byte[] challenge)
    {
        if (challenge.Length == 0)
        {
            return "no reason given";
        }

        var text = Encoding.UTF8.GetString(challenge);
        if (FlatJson.TryRead(text, out var members) && members.Count > 0)
        {
            text = string.Join(", ", members.Select(m => $"{m.Key} {m.Value}"));
        }

        return Printable(text);
    }

    /// <summary>A server's text fit for a terminal and a log: one line, no control characters, of bounded length.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, MaxShown));
        foreach (var c in text)
        {
            if (shown.Length == MaxShown)
            {
                return shown.Append("...").ToString();
            }

            _ = shown.Append(char.IsControl(c) ? ' ' : c);
        }

        return shown.ToString().Trim();
    }
}

using System.Text;

namespace SmtpTools.Messages;

/// <summary>What text may come into a message at all. A control character in a header is how fields are injected: none is let in.</summary>
internal static class TextRules
{
    /// <summary>The error about something that was given.</summary>
    /// <param name="parameter">The parameter that it came by.</param>
    /// <param name="what">What is wrong with it.</param>
    /// <param name="cause">What told so; null for nothing.</param>
    public static ArgumentException Refusal(string parameter, string what, Exception? cause = null) => new(what, parameter, cause);

    /// <summary>Text for a header: no control character but TAB, and no broken surrogate pair.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The parameter that it came by.</param>
    /// <exception cref="ArgumentException">It holds a control character.</exception>
    public static string ForHeader(string text, string parameter)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] != '\t')
            {
                throw Refusal(
                    parameter, $"{parameter} holds the control character U+{(int)text[i]:X4} at position {i + 1}; a header field can't (RFC 5322 2.2).");
            }
        }

        return WellFormed(text);
    }

    /// <summary>Text for a body: NUL is refused, line ends become CRLF.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The parameter that it came by.</param>
    /// <exception cref="ArgumentException">It holds a NUL: as a rule UTF-16 that was read as something else.</exception>
    public static string ForBody(string text, string parameter)
    {
        var at = text.IndexOf('\0');
        if (at >= 0)
        {
            throw Refusal(parameter, $"{parameter} holds a NUL at position {at + 1}; text can't. Was a UTF-16 file read in another encoding?");
        }

        text = WellFormed(text);
        var lines = new StringBuilder(text.Length + 64);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\r' or '\n'))
            {
                _ = lines.Append(text[i]);
                continue;
            }

            _ = lines.Append("\r\n");
            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
        }

        return lines.ToString();
    }

    /// <summary>Whether all characters are ASCII.</summary>
    public static bool IsAscii(string text)
    {
        foreach (var character in text)
        {
            if (character > '\x7F')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name of a header field: printable ASCII without colon (RFC 5322 3.6.8).</summary>
    public static bool IsFieldName(string name)
    {
        foreach (var character in name)
        {
            if (character is < '!' or > '~' or ':')
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    // A half of a surrogate pair has no UTF-8 form.
    private static string WellFormed(string text)
    {
        StringBuilder? repaired = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            repaired ??= new StringBuilder(text);
            repaired[i] = '\uFFFD';
        }

        return repaired?.ToString() ?? text;
    }
}

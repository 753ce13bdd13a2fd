using System.Collections;
using System.Text;

namespace SmtpTools.Merge;

/// <summary>
/// Tells a row's values from the template's own text within a filled-in field: characters of values that have a meaning there go in a
/// disguise (in the private use area), which only this takes off again. So a value never becomes structure: a name stays a name, whatever
/// commas, brackets or quotes it holds, and no address is added by it.
/// </summary>
internal static class GuardedValues
{
    private const char Base = '\uE000';
    private const string Special = ",;:<>()[]\"\\/";
    private const int MaxDepth = 8;

    /// <summary>A row's values in disguise.</summary>
    public static object? Guard(object? value, int depth = 0) => value switch
    {
        string text => Guard(text),
        IReadOnlyDictionary<string, object?> row => row.ToDictionary(pair => pair.Key, pair => depth < MaxDepth ? Guard(pair.Value, depth + 1) : null, StringComparer.OrdinalIgnoreCase),
        IEnumerable list when depth < MaxDepth => list.Cast<object?>().Select(item => Guard(item, depth + 1)).ToList(),
        _ => value,
    };

    /// <summary>Whether a character came from a value and has a meaning where it stands.</summary>
    public static bool IsGuarded(char character) => character > Base && character < Base + 128;

    /// <summary>A filled-in text with the disguise taken off.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = plain.Append(Plain(character));
        }

        return plain.ToString();
    }

    /// <summary>
    /// A filled-in address list as text that reads as it was meant: what values brought is quoted in names (RFC 5322 3.2.4).
    /// </summary>
    /// <param name="text">The list, values in disguise.</param>
    /// <param name="stray">The first character of a value that can't be part of an address; null for none.</param>
    public static string Addresses(string text, out char? stray)
    {
        stray = null;
        var list = new StringBuilder(text.Length + 16);
        var phrase = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    Flush(list, phrase);
                    i = Copy(text, i, '"', list, escapes: true, ref stray);
                    break;
                case '<':
                    Flush(list, phrase);
                    i = Copy(text, i, '>', list, escapes: false, ref stray);
                    break;
                case ',' or ';' or ':':
                    Flush(list, phrase);
                    _ = list.Append(text[i]);
                    break;
                default:
                    _ = phrase.Append(text[i]);
                    break;
            }
        }

        Flush(list, phrase);
        return list.ToString();
    }

    private static string Guard(string text)
    {
        StringBuilder? guarded = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (Special.IndexOf(text[i]) >= 0)
            {
                guarded ??= new StringBuilder(text);
                guarded[i] = (char)(Base + text[i]);
            }
        }

        return guarded?.ToString() ?? text;
    }

    private static char Plain(char character) => IsGuarded(character) ? (char)(character - Base) : character;

    // A quoted string or an address in brackets: to its end as the template's text has it.
    private static int Copy(string text, int start, char end, StringBuilder list, bool escapes, ref char? stray)
    {
        _ = list.Append(text[start]);
        var at = start + 1;
        for (; at < text.Length && text[at] != end; at++)
        {
            if (!IsGuarded(text[at]))
            {
                _ = list.Append(text[at]);
                continue;
            }

            var plain = Plain(text[at]);
            if (escapes)
            {
                _ = list.Append('\\').Append(plain);
            }
            else if (plain is ':' or '[' or ']' or '/')
            {
                // Of an address literal, or of an unusual but allowed local part.
                _ = list.Append(plain);
            }
            else
            {
                stray ??= plain;
            }
        }

        if (at < text.Length)
        {
            _ = list.Append(text[at]);
        }

        return at;
    }

    private static void Flush(StringBuilder list, StringBuilder phrase)
    {
        var text = phrase.ToString();
        _ = phrase.Clear();
        if (!text.Any(IsGuarded))
        {
            _ = list.Append(text);
            return;
        }

        _ = list.Append(" \"");
        foreach (var character in text.Trim())
        {
            var plain = Plain(character);
            _ = plain is '"' or '\\' ? list.Append('\\').Append(plain) : list.Append(plain);
        }

        _ = list.Append("\" ");
    }
}

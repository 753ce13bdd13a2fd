using System.Globalization;
using System.Text;

namespace SmtpTools.Messages;

/// <summary>The <c>url(...)</c> references of a style sheet or a style attribute (CSS Syntax 3, 4.3.6), outside of comments and strings.</summary>
internal static class CssReferences
{
    private const string Function = "url(";
    private const int MaxHexDigits = 6;

    /// <summary>Puts other references in the place of some. One pass, whatever the text holds.</summary>
    /// <param name="css">The style sheet, or declarations.</param>
    /// <param name="resolve">Takes what is referred to; gives what to put there, or null to leave it.</param>
    public static string Replace(string css, Func<string, string?> resolve)
    {
        StringBuilder? replaced = null;
        var copied = 0;
        var at = 0;
        while (at < css.Length)
        {
            if (css[at] is '"' or '\'')
            {
                _ = ReadString(css, ref at);
            }
            else if (StartsWith(css, at, "/*"))
            {
                var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? css.Length : end + 2;
            }
            else if (StartsWith(css, at, Function) && (at == 0 || !IsOfName(css[at - 1])))
            {
                at += Function.Length;
                var start = at;
                if (ReadReference(css, ref at) is { } written && resolve(written) is { } other)
                {
                    replaced ??= new StringBuilder(css.Length);
                    _ = replaced.Append(css, copied, start - copied).Append(other);
                    copied = at;
                }
            }
            else
            {
                at++;
            }
        }

        return replaced is null ? css : replaced.Append(css, copied, css.Length - copied).ToString();
    }

    private static bool StartsWith(string css, int at, string text) => string.Compare(css, at, text, 0, text.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsOfName(char character) => char.IsLetterOrDigit(character) || character is '-' or '_' || character > '\u007F';

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\n' or '\f';

    // What stands between the parentheses, and the place of the closing one; null where none closes it or something else stands there too.
    private static string? ReadReference(string css, ref int at)
    {
        SkipSpace(css, ref at);
        var text = at < css.Length && css[at] is '"' or '\'' ? ReadString(css, ref at) : ReadBare(css, ref at);
        SkipSpace(css, ref at);
        return at < css.Length && css[at] == ')' ? text : null;
    }

    private static void SkipSpace(string css, ref int at)
    {
        while (at < css.Length && IsSpace(css[at]))
        {
            at++;
        }
    }

    private static string? ReadString(string css, ref int at)
    {
        var quote = css[at++];
        var text = new StringBuilder();
        while (at < css.Length && css[at] is not ('\r' or '\n' or '\f'))
        {
            if (css[at] == quote)
            {
                at++;
                return text.ToString();
            }

            ReadCharacter(css, ref at, text);
        }

        return null;
    }

    private static string ReadBare(string css, ref int at)
    {
        var text = new StringBuilder();
        while (at < css.Length && !IsSpace(css[at]) && css[at] is not (')' or '(' or '"' or '\''))
        {
            ReadCharacter(css, ref at, text);
        }

        return text.ToString();
    }

    // One character, or an escape: up to six hex digits and one white space after them, or any other character as it is (4.3.7).
    private static void ReadCharacter(string css, ref int at, StringBuilder text)
    {
        var character = css[at++];
        if (character != '\\' || at >= css.Length)
        {
            _ = text.Append(character);
            return;
        }

        var start = at;
        while (at < css.Length && at - start < MaxHexDigits && Uri.IsHexDigit(css[at]))
        {
            at++;
        }

        if (at == start)
        {
            _ = text.Append(css[at++]);
            return;
        }

        var code = int.Parse(css.Substring(start, at - start), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        _ = text.Append(code is 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF) ? "\uFFFD" : char.ConvertFromUtf32(code));
        if (at < css.Length && IsSpace(css[at]))
        {
            at++;
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmtpTools.Spf;

/// <summary>Text with macros, read: a domain-spec, a modifier's value or an explanation (RFC 7208 7.1).</summary>
internal sealed class MacroString
{
    private const string Letters = "slodiphcrtv";
    private const string ExplanationLetters = "crt";
    private const string DelimiterCharacters = ".-+,/_=";

    private MacroString(string text, IReadOnlyList<MacroPart> parts)
    {
        Text = text;
        Parts = parts;
    }

    public string Text { get; }

    public IReadOnlyList<MacroPart> Parts { get; }

    /// <summary>Whether the value depends on the client or the message, so that it is known at a check only.</summary>
    public bool DependsOnMessage => Parts.Any(static part => part.Literal is null && part.Kind != 'd');

    /// <summary>Whether the macro of this letter is in it.</summary>
    public bool Uses(char letter) => Parts.Any(part => part.Literal is null && part.Kind == letter);

    /// <summary>Reads a macro string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="use">Where it stands.</param>
    /// <param name="value">What was read.</param>
    /// <param name="fault">What is wrong, in a sentence; null where nothing is.</param>
    /// <param name="at">Where that is in the text.</param>
    public static bool TryParse(string text, MacroUse use, [NotNullWhen(true)] out MacroString? value, [NotNullWhen(false)] out string? fault, out int at)
    {
        value = null;
        var parts = new List<MacroPart>();
        var literal = new StringBuilder();
        var endsInExpansion = false;
        for (at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c != '%')
            {
                if (c is <= ' ' or > '~' && !(c == ' ' && use == MacroUse.Explanation))
                {
                    fault = $"The character U+{(int)c:X4} may not occur here (RFC 7208 7.1).";
                    return false;
                }

                _ = literal.Append(c);
                endsInExpansion = false;
                at++;
                continue;
            }

            endsInExpansion = true;
            var escape = at + 1 < text.Length ? text[at + 1] : '\0';
            if (escape is '%' or '_' or '-')
            {
                _ = literal.Append(escape switch { '%' => "%", '_' => " ", _ => "%20" });
                at += 2;
                continue;
            }

            if (escape != '{')
            {
                fault = "A percent sign is not followed by {, %, _ or - (RFC 7208 7.3).";
                return false;
            }

            if (literal.Length > 0)
            {
                parts.Add(new MacroPart(literal.ToString()));
                _ = literal.Clear();
            }

            if ((fault = ReadMacro(text, use, parts, ref at)) is not null)
            {
                return false;
            }
        }

        fault = use == MacroUse.Domain && !endsInExpansion ? FaultOfEnd(text) : null;
        if (fault is not null)
        {
            at = 0;
            return false;
        }

        if (literal.Length > 0)
        {
            parts.Add(new MacroPart(literal.ToString()));
        }

        value = new MacroString(text, parts);
        return true;
    }

    // "%{" macro-letter transformers *delimiter "}"
    private static string? ReadMacro(string text, MacroUse use, List<MacroPart> parts, ref int at)
    {
        var i = at + 2;
        var letter = i < text.Length ? text[i] : '\0';
        if (Letters.IndexOf(char.ToLowerInvariant(letter)) < 0 || letter == '\0')
        {
            return letter is > ' ' and <= '~' ? $"There is no macro %{{{letter}}} (RFC 7208 7.2)." : "A macro has no letter (RFC 7208 7.1).";
        }

        if (use == MacroUse.Domain && ExplanationLetters.IndexOf(char.ToLowerInvariant(letter)) >= 0)
        {
            return $"The macro %{{{letter}}} is allowed in explanations only (RFC 7208 7.2).";
        }

        var digitsAt = ++i;
        while (i < text.Length && text[i] is >= '0' and <= '9')
        {
            i++;
        }

        // More parts than a name can have are as good as all of them (RFC 7208 7.3).
        var keep = i == digitsAt ? 0 : int.TryParse(text.Substring(digitsAt, i - digitsAt), out var number) ? number : int.MaxValue;
        if (i > digitsAt && keep == 0)
        {
            return "The number of parts of a macro is 0 (RFC 7208 7.3).";
        }

        var reversed = i < text.Length && text[i] is 'r' or 'R';
        i += reversed ? 1 : 0;
        var delimitersAt = i;
        while (i < text.Length && DelimiterCharacters.IndexOf(text[i]) >= 0)
        {
            i++;
        }

        if (i >= text.Length || text[i] != '}')
        {
            at = Math.Min(i, text.Length);
            return "A macro is not closed by } behind its letter, number, r and delimiters (RFC 7208 7.1).";
        }

        parts.Add(new MacroPart(null, letter, keep, reversed, text.Substring(delimitersAt, i - delimitersAt)));
        at = i + 1;
        return null;
    }

    // domain-end = ( "." toplabel [ "." ] ) / macro-expand
    private static string? FaultOfEnd(string text)
    {
        if (text.Length == 0)
        {
            return "The domain is empty (RFC 7208 7.1).";
        }

        var end = text[text.Length - 1] == '.' ? text.Length - 1 : text.Length;
        var dot = end == 0 ? -1 : text.LastIndexOf('.', end - 1);
        var label = text.Substring(dot + 1, end - dot - 1);
        var isLabel = label.Length > 0 && label.All(static c => IsAlphanumeric(c) || c == '-')
            && IsAlphanumeric(label[0]) && IsAlphanumeric(label[label.Length - 1]) && label.Any(static c => c is < '0' or > '9');
        return dot < 0 ? "The domain has one label only (RFC 7208 7.1)."
            : isLabel ? null
            : $"The domain ends in \"{label}\", which is no top-level label (RFC 7208 7.1).";
    }

    private static bool IsAlphanumeric(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}

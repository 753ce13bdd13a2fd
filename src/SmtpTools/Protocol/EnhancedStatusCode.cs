namespace SmtpTools;

/// <summary>
/// An enhanced mail system status code, <c>class.subject.detail</c> (RFC 3463). Text converts to it and back, so a script can
/// compare it with <c>'5.7.139'</c>.
/// </summary>
/// <param name="Class">2 for success, 4 for a persistent transient failure, 5 for a permanent failure.</param>
/// <param name="Subject">What it is about: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy (0 to 999).</param>
/// <param name="Detail">The precise cause within the subject (0 to 999).</param>
public readonly record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    /// <summary>Reads <c>5.7.1</c>.</summary>
    /// <param name="text">The code alone, without white space.</param>
    /// <returns>The code.</returns>
    /// <exception cref="FormatException">The text is no enhanced status code.</exception>
    public static EnhancedStatusCode Parse(string text) =>
        TryParse(text, out var code)
            ? code
            : throw new FormatException($"'{text}' is not an enhanced status code: 2, 4 or 5, then two numbers up to 999, as in 5.7.1 (RFC 3463 2).");

    /// <summary>Reads <c>5.7.1</c>; false for anything else.</summary>
    /// <param name="text">The code alone, without white space.</param>
    /// <param name="code">The code when true.</param>
    public static bool TryParse(string? text, out EnhancedStatusCode code)
    {
        if (text is not null && TryReadPrefix(text.AsSpan(), out code, out var length) && length == text.Length)
        {
            return true;
        }

        code = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Class}.{Subject}.{Detail}";

    /// <summary>Reads a code at the start of a reply's text (RFC 2034 4).</summary>
    /// <param name="text">Text that may begin with a code.</param>
    /// <param name="code">The code when true.</param>
    /// <param name="length">How many characters the code takes.</param>
    internal static bool TryReadPrefix(ReadOnlySpan<char> text, out EnhancedStatusCode code, out int length)
    {
        code = default;
        length = 0;
        if (text.Length < 5 || text[0] is not ('2' or '4' or '5') || text[1] != '.')
        {
            return false;
        }

        var at = 2;
        if (!TryReadNumber(text, ref at, out var subject) || at >= text.Length || text[at] != '.')
        {
            return false;
        }

        at++;
        if (!TryReadNumber(text, ref at, out var detail))
        {
            return false;
        }

        code = new EnhancedStatusCode(text[0] - '0', subject, detail);
        length = at;
        return true;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> text, ref int at, out int value)
    {
        value = 0;
        var start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9')
        {
            value = (value * 10) + (text[at] - '0');
            at++;
            if (at - start > 3)
            {
                return false;
            }
        }

        return at > start;
    }
}

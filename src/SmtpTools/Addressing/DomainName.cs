using System.Diagnostics.CodeAnalysis;
using SmtpTools.Addressing;

namespace SmtpTools;

/// <summary>
/// The name of a mail domain or host as RFC 5321 4.1.2 (<c>Domain</c>) and RFC 6531 3.3 (U-labels) write it, known in both its
/// ASCII and its Unicode form. Two names are equal when their ASCII forms are.
/// </summary>
public sealed class DomainName : IEquatable<DomainName>
{
    /// <summary>The most octets of one label in ASCII form (RFC 1035 2.3.4).</summary>
    public const int MaxLabelLength = 63;

    /// <summary>The most octets of a whole name in ASCII form, without a trailing dot (255 on the wire, RFC 1035 2.3.4).</summary>
    public const int MaxLength = 253;

    // A U-label may be mapped to fewer characters than it was written with; beyond this no mapping makes it fit.
    private const int MaxTextLength = 4 * MaxLength;

    private DomainName(string ascii, string unicode)
    {
        Ascii = ascii;
        Unicode = unicode;
    }

    /// <summary>The name in A-labels and lower case: what DNS is asked and what a server without SMTPUTF8 is told.</summary>
    public string Ascii { get; }

    /// <summary>The name in U-labels, for people. Equals <see cref="Ascii"/> where the name is not internationalised.</summary>
    public string Unicode { get; }

    /// <summary>Whether any label is an internationalised one.</summary>
    public bool IsInternationalized => !string.Equals(Ascii, Unicode, StringComparison.Ordinal);

    /// <summary>The labels of the ASCII form, from left to right.</summary>
    public IReadOnlyList<string> Labels => Ascii.Split('.');

    /// <summary>Reads a domain name.</summary>
    /// <param name="text">The name, in ASCII or Unicode, without a trailing dot.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException">The text is not a domain name; the message says why.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out var name, out var fault) ? name : throw new FormatException($"\"{Shown(text)}\" is not a domain name: {fault}.");

    /// <summary>Reads a domain name.</summary>
    /// <param name="text">The name, in ASCII or Unicode, without a trailing dot.</param>
    /// <param name="name">The name, or null.</param>
    /// <returns>Whether the text is a domain name.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DomainName? name) => TryParse(text, out name, out _);

    /// <summary>Reads a domain name and says what is wrong with it where it is none.</summary>
    /// <param name="text">The name, in ASCII or Unicode, without a trailing dot.</param>
    /// <param name="name">The name, or null.</param>
    /// <param name="fault">What is wrong with the text, as a phrase without a full stop; null for a domain name.</param>
    /// <returns>Whether the text is a domain name.</returns>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out DomainName? name, [NotNullWhen(false)] out string? fault)
    {
        name = null;
        if (text is null || text.Length == 0)
        {
            fault = "it is empty";
            return false;
        }

        if (text.Length > MaxTextLength)
        {
            fault = $"it has {text.Length} characters; a name has at most {MaxLength} octets (RFC 1035 2.3.4)";
            return false;
        }

        if (text[0] == '[')
        {
            fault = "it is an address literal and not a name (RFC 5321 4.1.3)";
            return false;
        }

        string ascii;
        if (IsAscii(text))
        {
            ascii = text.ToLowerInvariant();
        }
        else if (FirstForbidden(text, 0, text.Length) is { } forbidden)
        {
            fault = $"{Named(forbidden)} may not occur in it (RFC 5321 4.1.2)";
            return false;
        }
        else if ((fault = Idna.TryToAscii(text, out ascii)) is not null)
        {
            return false;
        }

        fault = FaultOf(ascii);
        if (fault is not null)
        {
            return false;
        }

        var unicode = ascii;
        if (ascii.IndexOf(Idna.AcePrefix, StringComparison.Ordinal) >= 0 && (fault = Idna.TryToUnicode(ascii, out unicode)) is not null)
        {
            return false;
        }

        // Without U-labels every character goes from left to right.
        if (!ReferenceEquals(unicode, ascii) && BidiRule.FirstBroken(unicode) is { } broken)
        {
            fault = $"its label \"{broken}\" mixes directions of writing as no label may (RFC 5893 2)";
            return false;
        }

        name = new DomainName(ascii, unicode);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(DomainName? other) => other is not null && string.Equals(Ascii, other.Ascii, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DomainName);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Ascii);

    /// <summary>The ASCII form.</summary>
    /// <returns>The ASCII form.</returns>
    public override string ToString() => Ascii;

    private static string? FaultOf(string ascii)
    {
        if (ascii.Length > MaxLength)
        {
            return $"it has {ascii.Length} octets of at most {MaxLength} (RFC 1035 2.3.4)";
        }

        // No label is cut out unless it is told of: names are read for each host of each domain.
        var last = 0;
        for (var start = 0; start <= ascii.Length; start = last + 1)
        {
            last = ascii.IndexOf('.', start) is var dot and >= 0 ? dot : ascii.Length;

            // sub-domain = Let-dig [Ldh-str]
            if (last == start)
            {
                return "it has an empty label: a dot at its start or end, or two dots in a row";
            }

            if (last - start > MaxLabelLength)
            {
                return $"its label \"{ascii.Substring(start, last - start)}\" has {last - start} octets of at most {MaxLabelLength} (RFC 1035 2.3.4)";
            }

            if (FirstForbidden(ascii, start, last) is { } forbidden)
            {
                return $"{Named(forbidden)} may not occur in it (RFC 5321 4.1.2)";
            }

            if (ascii[start] == '-' || ascii[last - 1] == '-')
            {
                return $"its label \"{ascii.Substring(start, last - start)}\" starts or ends with a hyphen (RFC 5321 4.1.2)";
            }
        }

        // The grammar of RFC 5321 takes 192.0.2.1 for a name. No top-level domain is all digits (RFC 1123 2.1, RFC 3696 2), so
        // it is an address that lacks its brackets.
        return IsNumber(ascii, ascii.LastIndexOf('.') + 1)
            ? "its last label is a number, so it is an address and not a name (RFC 1123 2.1)"
            : null;
    }

    private static bool IsNumber(string text, int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is not (>= '0' and <= '9'))
            {
                return false;
            }
        }

        return true;
    }

    // Beyond ASCII, IDNA decides.
    private static char? FirstForbidden(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var c = text[i];
            if (c < 0x80 && c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.'))
            {
                return c;
            }
        }

        return null;
    }

    private static bool IsAscii(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    private static string Named(char c) => c switch
    {
        ' ' => "a space",
        < ' ' or '\u007F' => $"the control character U+{(int)c:X4}",
        _ => $"\"{c}\"",
    };

    private static string Shown(string text) =>
        new(text.Take(MaxLength).Select(c => char.IsControl(c) ? '\uFFFD' : c).ToArray());
}

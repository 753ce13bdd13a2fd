using System.Text;

namespace SmtpTools.Protocol;

/// <summary>The arguments of VRFY, EXPN, HELP and ETRN.</summary>
internal static class StringArgument
{
    private const string AtomSpecials = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>
    /// A <c>String</c> of RFC 5321 4.1.2: a mailbox and an atom as they are, anything else as a quoted string. An internationalised domain is
    /// in ASCII where that suffices.
    /// </summary>
    /// <exception cref="ArgumentException">It is empty or has a control character.</exception>
    public static string Of(string text, string what)
    {
        var plain = (text ?? throw new ArgumentNullException(what)).Trim();
        if (plain.Length > 2 && plain[0] == '<' && plain.EndsWith('>'))
        {
            plain = plain.Substring(1, plain.Length - 2);
        }

        if (plain.Length == 0 || plain.Any(char.IsControl))
        {
            throw new ArgumentException($"The {what} needs a text without control characters (RFC 5321 4.1.2).", what);
        }

        return Mailbox.TryParse(plain, out var mailbox) ? mailbox.AsciiForm ?? mailbox.UnicodeForm : plain.All(IsAtomOrDot) ? plain : Quote(plain);
    }

    /// <summary>The node of ETRN (RFC 1985 5.1): a domain, <c>@domain</c> for it and all below it, or <c>#queue</c>.</summary>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static string OfNode(string node)
    {
        var text = (node ?? throw new ArgumentNullException(nameof(node))).Trim();
        if (text.StartsWith('#') && text.Length > 1 && text.All(static character => character is > ' ' and < '\x7F'))
        {
            return text;
        }

        var mark = text.StartsWith('@') ? "@" : string.Empty;
        return DomainName.TryParse(text.Substring(mark.Length), out var domain, out var fault)
            ? mark + domain.Ascii
            : throw new ArgumentException($"'{node}' is no node of ETRN: {fault}. It is a domain, @domain for all below it too, or #queue (RFC 1985 5.1).", nameof(node));
    }

    private static bool IsAtomOrDot(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or > '\x7F' || AtomSpecials.Contains(character);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = (character is '"' or '\\' ? quoted.Append('\\') : quoted).Append(character);
        }

        return quoted.Append('"').ToString();
    }
}

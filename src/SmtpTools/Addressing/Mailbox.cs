using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpTools;

/// <summary>
/// A mailbox as the envelope names it: <c>local-part@domain</c> or <c>local-part@[address literal]</c> (RFC 5321 4.1.2), with UTF-8
/// where RFC 6531 allows it. No display name, no comment, no route.
/// </summary>
public sealed class Mailbox : IEquatable<Mailbox>
{
    /// <summary>Most octets of a local part (RFC 5321 4.5.3.1.1).</summary>
    public const int MaxLocalPartLength = 64;

    private const string UnescapedQuote = "a quote or backslash within its quoted local part lacks its backslash (RFC 5321 4.1.2)";
    private const string AtomSpecials = "!#$%&'*+-/=?^_`{|}~";

    private string? _text;

    private Mailbox(string localPart, DomainName? domain, string domainText)
    {
        LocalPart = localPart;
        Domain = domain;
        DomainText = domainText;
        AsciiForm = IsAsciiText(localPart) ? $"{localPart}@{domain?.Ascii ?? domainText}" : null;
    }

    /// <summary>The local part as written, quotes included.</summary>
    public string LocalPart { get; }

    /// <summary>The domain; null where an address literal stands in its place.</summary>
    public DomainName? Domain { get; }

    /// <summary>What stands behind the @, as written: a domain or an address literal with its brackets.</summary>
    public string DomainText { get; }

    /// <summary>
    /// The mailbox in ASCII, its domain in A-labels; null where the local part is not ASCII, for then no ASCII form exists (RFC 6530 8).
    /// </summary>
    public string? AsciiForm { get; }

    /// <summary>The mailbox as a server with SMTPUTF8 gets it: the domain in U-labels (RFC 6531 3.3).</summary>
    public string UnicodeForm => $"{LocalPart}@{Domain?.Unicode ?? DomainText}";

    /// <summary>Reads a mailbox.</summary>
    /// <param name="text">The mailbox, alone or in angle brackets.</param>
    /// <exception cref="FormatException">The text is no mailbox; the message says why.</exception>
    public static Mailbox Parse(string text) =>
        TryParse(text, out var mailbox, out var fault)
            ? mailbox
            : throw new FormatException($"'{Shown(text)}' is not a mail address: {fault}.");

    /// <summary>Reads a mailbox; false where the text is none.</summary>
    /// <param name="text">The mailbox, alone or in angle brackets.</param>
    /// <param name="mailbox">The mailbox when true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Mailbox? mailbox) => TryParse(text, out mailbox, out _);

    /// <summary>Reads a mailbox and says what is wrong with the text where it is none.</summary>
    /// <param name="text">The mailbox, alone or in angle brackets.</param>
    /// <param name="mailbox">The mailbox when true.</param>
    /// <param name="fault">What is wrong, as a phrase without full stop; null when true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Mailbox? mailbox, [NotNullWhen(false)] out string? fault)
    {
        mailbox = null;
        var address = text?.Trim() ?? string.Empty;
        if (address.Length > 1 && address[0] == '<' && address.EndsWith('>'))
        {
            address = address.Substring(1, address.Length - 2);
        }

        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1)
        {
            fault = address.Length == 0 ? "it is empty" : "it has no local part, no @ or no domain (RFC 5321 4.1.2)";
            return false;
        }

        var localPart = address.Substring(0, at);
        fault = FaultOfLocalPart(localPart);
        if (fault is not null)
        {
            return false;
        }

        var domainText = address.Substring(at + 1);
        if (domainText[0] == '[')
        {
            if (!IsAddressLiteral(domainText))
            {
                fault = $"{Shown(domainText)} is no address literal such as [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 4.1.3)";
                return false;
            }

            mailbox = new Mailbox(localPart, null, domainText);
            return true;
        }

        if (!DomainName.TryParse(domainText, out var domain, out fault))
        {
            fault = $"of its domain, {fault}";
            return false;
        }

        mailbox = new Mailbox(localPart, domain, domainText);
        return true;
    }

    /// <summary>The mailbox as written.</summary>
    public override string ToString() => _text ??= $"{LocalPart}@{DomainText}";

    /// <summary>Same domain and same local part. Case of a local part counts: only its own server may ignore it (RFC 5321 2.4).</summary>
    /// <param name="other">Another mailbox.</param>
    public bool Equals(Mailbox? other) =>
        other is not null
        && string.Equals(LocalPart, other.LocalPart, StringComparison.Ordinal)
        && string.Equals(Domain?.Ascii ?? DomainText, other.Domain?.Ascii ?? other.DomainText, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Mailbox);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(LocalPart);

    private static string? FaultOfLocalPart(string localPart)
    {
        if (Encoding.UTF8.GetByteCount(localPart) > MaxLocalPartLength)
        {
            return $"its local part is longer than {MaxLocalPartLength} octets (RFC 5321 4.5.3.1.1)";
        }

        if (HasLoneSurrogate(localPart))
        {
            // Written as UTF-8 it would become U+FFFD, and so another address.
            return "its local part holds half of a surrogate pair, which is no character";
        }

        return localPart[0] == '"' ? FaultOfQuoted(localPart) : FaultOfDotString(localPart);
    }

    private static string? FaultOfDotString(string localPart)
    {
        var previous = '.';
        foreach (var character in localPart)
        {
            if (character == '.' && previous == '.')
            {
                return "its local part begins with a dot or has two in a row (RFC 5321 4.1.2)";
            }

            if (character != '.' && !IsAtomCharacter(character))
            {
                return char.IsControl(character)
                    ? $"its local part holds the control character U+{(int)character:X4}"
                    : $"'{character}' may stand in a local part only within quotes (RFC 5321 4.1.2)";
            }

            previous = character;
        }

        return previous == '.' ? "its local part ends in a dot (RFC 5321 4.1.2)" : null;
    }

    private static string? FaultOfQuoted(string localPart)
    {
        if (localPart.Length < 2 || localPart[localPart.Length - 1] != '"')
        {
            return "the quotes around its local part are not closed";
        }

        var isEscaped = false;
        for (var i = 1; i < localPart.Length - 1; i++)
        {
            if (char.IsControl(localPart[i]))
            {
                // qtextSMTP and quoted-pairSMTP are %d32-126; the obsolete forms with controls are what injections are made of.
                return $"its local part holds the control character U+{(int)localPart[i]:X4} (RFC 5321 4.1.2)";
            }

            if (!isEscaped && localPart[i] == '"')
            {
                return UnescapedQuote;
            }

            isEscaped = !isEscaped && localPart[i] == '\\';
        }

        return isEscaped ? UnescapedQuote : null;
    }

    private static bool IsAtomCharacter(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')
        || AtomSpecials.Contains(character)
        || (character > '\x7F' && !char.IsControl(character) && !char.IsWhiteSpace(character));

    /// <summary>Whether a text is an address literal: <c>[192.0.2.1]</c> or <c>[IPv6:2001:db8::1]</c> (RFC 5321 4.1.3).</summary>
    internal static bool IsAddressLiteral(string text)
    {
        const string Ipv6Tag = "[IPv6:";
        if (text.Length < 4 || text[0] != '[' || text[text.Length - 1] != ']')
        {
            return false;
        }

        // The platform's parser also takes zones, ports, octal and hexadecimal numbers, which a server does not know or reads otherwise.
        if (!text.StartsWith(Ipv6Tag, StringComparison.OrdinalIgnoreCase))
        {
            var numbers = text.Substring(1, text.Length - 2).Split('.');
            return numbers.Length == 4 && numbers.All(IsDecimalOctet);
        }

        var address = text.Substring(Ipv6Tag.Length, text.Length - Ipv6Tag.Length - 1);
        return address.All(character => character is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or ':' or '.')
            && IPAddress.TryParse(address, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6;
    }

    private static bool IsDecimalOctet(string number) =>
        number.Length is >= 1 and <= 3 && number.All(digit => digit is >= '0' and <= '9') && (number.Length == 1 || number[0] != '0')
        && int.Parse(number, CultureInfo.InvariantCulture) <= 255;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAsciiText(string text)
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

    private static string Shown(string? text)
    {
        var shown = (text ?? string.Empty).ToCharArray();
        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] = char.IsControl(shown[i]) ? '\uFFFD' : shown[i];
        }

        return shown.Length > 320 ? new string(shown, 0, 320) + "..." : new string(shown);
    }
}

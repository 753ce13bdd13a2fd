using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmtpTools.Spf;

namespace SmtpTools;

/// <summary>Reads SPF records (RFC 7208 4.5, 4.6.1, 12).</summary>
public static class SpfRecordParser
{
    /// <summary>The most terms that are read. What lies beyond is an error.</summary>
    public const int MaxTerms = 1000;

    internal const string Version = "v=spf1";
    internal const string Redirect = "redirect";
    internal const string Explanation = "exp";

    /// <summary>Whether a text record is an SPF record: it starts with <c>v=spf1</c> and a space, or is that alone (RFC 7208 4.5).</summary>
    /// <param name="text">The text record's strings, joined.</param>
    public static bool IsSpf(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Reads a record. What breaks the grammar is in its errors.</summary>
    /// <param name="text">The record, its strings joined.</param>
    /// <returns>The record.</returns>
    public static SpfRecord Parse(string text)
    {
        var terms = new List<SpfTerm>();
        var errors = new List<SpfSyntaxError>();
        if (!IsSpf(text))
        {
            errors.Add(new SpfSyntaxError(0, FirstWord(text), "The record does not start with v=spf1 (RFC 7208 4.5)."));
            return new SpfRecord(text, terms, errors);
        }

        var at = Version.Length;
        while (at < text.Length)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var end = text.IndexOf(' ', at);
            end = end < 0 ? text.Length : end;
            var term = text.Substring(at, end - at);
            if (terms.Count + errors.Count >= MaxTerms)
            {
                errors.Add(new SpfSyntaxError(at, term, $"The record has more than {MaxTerms} terms, which are not read."));
                break;
            }

            if (ReadTerm(term, at, terms) is { } error)
            {
                errors.Add(error);
            }

            at = end;
        }

        return new SpfRecord(text, terms, errors);
    }

    private static string FirstWord(string text) => text.Length == 0 || text.IndexOf(' ') < 0 ? text : text.Substring(0, text.IndexOf(' '));

    private static SpfSyntaxError? ReadTerm(string term, int position, List<SpfTerm> terms)
    {
        // An equals sign straight behind a name makes a modifier, whatever follows (RFC 7208 4.6.1).
        var nameLength = 0;
        while (nameLength < term.Length && (IsLetter(term[nameLength]) || (nameLength > 0 && IsNameCharacter(term[nameLength]))))
        {
            nameLength++;
        }

        return nameLength > 0 && nameLength < term.Length && term[nameLength] == '='
            ? ReadModifier(term, position, nameLength, terms)
            : ReadMechanism(term, position, terms);
    }

    private static SpfSyntaxError? ReadModifier(string term, int position, int nameLength, List<SpfTerm> terms)
    {
        var name = term.Substring(0, nameLength).ToLowerInvariant();
        var isKnown = name is Redirect or Explanation;
        if (!MacroString.TryParse(term.Substring(nameLength + 1), isKnown ? MacroUse.Domain : MacroUse.Modifier, out var macro, out var fault, out var at))
        {
            return new SpfSyntaxError(position + nameLength + 1 + at, term, fault);
        }

        if (isKnown && terms.OfType<SpfModifier>().Any(m => m.Name == name))
        {
            return new SpfSyntaxError(position, term, $"The modifier {name} occurs a second time (RFC 7208 6).");
        }

        terms.Add(new SpfModifier(term, position, name, macro));
        return null;
    }

    private static SpfSyntaxError? ReadMechanism(string term, int position, List<SpfTerm> terms)
    {
        var qualifier = term[0] switch
        {
            '-' => SpfQualifier.Fail,
            '~' => SpfQualifier.SoftFail,
            '?' => SpfQualifier.Neutral,
            _ => SpfQualifier.Pass,
        };
        var nameAt = term[0] is '+' or '-' or '~' or '?' ? 1 : 0;
        var nameEnd = nameAt;
        while (nameEnd < term.Length && term[nameEnd] is not (':' or '/'))
        {
            nameEnd++;
        }

        var name = term.Substring(nameAt, nameEnd - nameAt).ToLowerInvariant();
        var rest = term.Substring(nameEnd);
        SpfSyntaxError Error(string message, int at) => new(position + nameEnd + at, term, message);

        switch (name)
        {
            case "all" when rest.Length > 0:
                return Error("Nothing may follow all (RFC 7208 5.1).", 0);
            case "all":
                terms.Add(new SpfMechanism(term, position) { Kind = SpfMechanismKind.All, Qualifier = qualifier });
                return null;
            case "ip4":
            case "ip6":
                return ReadNetwork(term, position, qualifier, name == "ip4" ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, rest, terms, Error);
            case "a":
            case "mx":
            case "include":
            case "exists":
            case "ptr":
                return ReadTargeted(term, position, qualifier, name, rest, terms, Error);
            default:
                return new SpfSyntaxError(position + nameAt, term, $"There is no mechanism \"{name}\" (RFC 7208 4.6.1).");
        }
    }

    private static SpfSyntaxError? ReadTargeted(
        string term, int position, SpfQualifier qualifier, string name, string rest, List<SpfTerm> terms, Func<string, int, SpfSyntaxError> error)
    {
        var kind = name switch
        {
            "a" => SpfMechanismKind.A,
            "mx" => SpfMechanismKind.Mx,
            "include" => SpfMechanismKind.Include,
            "exists" => SpfMechanismKind.Exists,
            _ => SpfMechanismKind.Ptr,
        };
        var takesPrefix = kind is SpfMechanismKind.A or SpfMechanismKind.Mx;
        int? ipv4 = takesPrefix ? 32 : null;
        int? ipv6 = takesPrefix ? 128 : null;
        var target = rest;
        if (takesPrefix && SplitPrefixes(rest, out target, ref ipv4, ref ipv6) is { } fault)
        {
            return error(fault, target.Length);
        }

        if (target.Length == 0)
        {
            if (kind is SpfMechanismKind.Include or SpfMechanismKind.Exists)
            {
                return error($"{name} needs a domain behind a colon (RFC 7208 {(kind == SpfMechanismKind.Include ? "5.2" : "5.7")}).", 0);
            }

            terms.Add(new SpfMechanism(term, position) { Kind = kind, Qualifier = qualifier, Ipv4PrefixLength = ipv4, Ipv6PrefixLength = ipv6 });
            return null;
        }

        if (target[0] != ':')
        {
            return error(takesPrefix ? "The prefix length is malformed (RFC 7208 5.6)." : $"{name} takes no prefix length (RFC 7208 12).", 0);
        }

        if (!MacroString.TryParse(target.Substring(1), MacroUse.Domain, out var macro, out var wrong, out var at))
        {
            return error(wrong, 1 + at);
        }

        terms.Add(new SpfMechanism(term, position)
        {
            Kind = kind,
            Qualifier = qualifier,
            TargetMacro = macro,
            Ipv4PrefixLength = ipv4,
            Ipv6PrefixLength = ipv6,
        });
        return null;
    }

    private static SpfSyntaxError? ReadNetwork(
        string term, int position, SpfQualifier qualifier, AddressFamily family, string rest, List<SpfTerm> terms, Func<string, int, SpfSyntaxError> error)
    {
        var isIpv4 = family == AddressFamily.InterNetwork;
        if (rest.Length < 2 || rest[0] != ':')
        {
            return error("The network is missing behind a colon (RFC 7208 5.6).", 0);
        }

        var slash = rest.IndexOf('/');
        var address = rest.Substring(1, (slash < 0 ? rest.Length : slash) - 1);
        int? prefix = isIpv4 ? 32 : 128;
        if (slash >= 0 && !TryReadPrefix(rest.Substring(slash + 1), prefix.Value, out prefix))
        {
            return error($"The prefix length is not a number from 0 to {(isIpv4 ? 32 : 128)} without leading zeros (RFC 7208 5.6).", slash + 1);
        }

        if (!(isIpv4 ? IsDottedQuad(address) : IsIpv6(address)) || !IPAddress.TryParse(address, out var network))
        {
            return error($"\"{address}\" is not an {(isIpv4 ? "IPv4" : "IPv6")} address (RFC 7208 5.6).", 1);
        }

        terms.Add(new SpfMechanism(term, position)
        {
            Kind = isIpv4 ? SpfMechanismKind.Ip4 : SpfMechanismKind.Ip6,
            Qualifier = qualifier,
            Address = network,
            Ipv4PrefixLength = isIpv4 ? prefix : null,
            Ipv6PrefixLength = isIpv4 ? null : prefix,
        });
        return null;
    }

    // dual-cidr-length = [ "/" number ] [ "//" number ], which is told from slashes within a domain by standing at the end.
    private static string? SplitPrefixes(string rest, out string target, ref int? ipv4, ref int? ipv6)
    {
        target = rest;
        if (TakeNumber(ref target, "//", out var number) && !TryReadPrefix(number, 128, out ipv6))
        {
            return "The prefix length for IPv6 is not a number from 0 to 128 without leading zeros (RFC 7208 5.6).";
        }

        return TakeNumber(ref target, "/", out number) && !TryReadPrefix(number, 32, out ipv4)
            ? "The prefix length is not a number from 0 to 32 without leading zeros (RFC 7208 5.6)."
            : null;
    }

    private static bool TakeNumber(ref string text, string mark, out string number)
    {
        var at = text.Length;
        while (at > 0 && text[at - 1] is >= '0' and <= '9')
        {
            at--;
        }

        number = text.Substring(at);
        if (number.Length == 0 || !text.Substring(0, at).EndsWith(mark, StringComparison.Ordinal))
        {
            return false;
        }

        text = text.Substring(0, at - mark.Length);
        return true;
    }

    private static bool TryReadPrefix(string text, int most, out int? prefix)
    {
        var isNumber = text.Length is > 0 and <= 3 && text.All(static c => c is >= '0' and <= '9') && (text.Length == 1 || text[0] != '0');
        prefix = isNumber ? int.Parse(text, CultureInfo.InvariantCulture) : most + 1;
        return prefix <= most;
    }

    // The platform's parser takes shorter and octal forms as well, which the grammar does not.
    private static bool IsDottedQuad(string text)
    {
        var numbers = text.Split('.');
        return numbers.Length == 4 && Array.TrueForAll(
            numbers, static n => n.Length is > 0 and <= 3 && n.All(static c => c is >= '0' and <= '9') && (n.Length == 1 || n[0] != '0')
                && int.Parse(n, CultureInfo.InvariantCulture) <= 255);
    }

    // It also takes brackets, ports and zones.
    private static bool IsIpv6(string text) =>
        text.IndexOf(':') >= 0 && text.All(static c => c is ':' or '.' or (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'));

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsNameCharacter(char c) => c is (>= '0' and <= '9') or '-' or '_' or '.';
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpTools.Spf;

/// <summary>What the macros stand for in one check (RFC 7208 7.2), and their expansion (RFC 7208 7.3).</summary>
internal sealed class MacroValues
{
    /// <summary>The most octets of a name in its common form.</summary>
    private const int MaxNameLength = 253;

    public required IPAddress Address { get; init; }

    public required string LocalPart { get; init; }

    public required string SenderDomain { get; init; }

    public required string Helo { get; init; }

    public required string Receiver { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Gives the client's confirmed name for the domain of the record at hand.</summary>
    public required Func<string, string> ConfirmedName { get; init; }

    /// <summary>Expands text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="domain">The domain of the record at hand.</param>
    public string Expand(MacroString text, string domain)
    {
        var result = new StringBuilder();
        foreach (var part in text.Parts)
        {
            _ = result.Append(part.Literal ?? Expand(part, domain));
        }

        return result.ToString();
    }

    /// <summary>Expands a domain-spec to the name to ask for. Whatever does not fit is cut off from the left (RFC 7208 7.3).</summary>
    /// <param name="text">The domain-spec.</param>
    /// <param name="domain">The domain of the record at hand.</param>
    public string ExpandName(MacroString text, string domain)
    {
        var name = Expand(text, domain);
        if (name.Length > 1 && name[name.Length - 1] == '.')
        {
            name = name.Substring(0, name.Length - 1);
        }

        while (name.Length > MaxNameLength && name.IndexOf('.') is >= 0 and var dot)
        {
            name = name.Substring(dot + 1);
        }

        return name;
    }

    /// <summary>The address as macro i shows it: the dotted quad, or an IPv6 address as nibbles with dots.</summary>
    internal static string Dotted(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.ToString()
        : string.Join(".", address.GetAddressBytes().SelectMany(static octet => new[] { octet >> 4, octet & 0xF }).Select(static nibble => nibble.ToString("x", null)));

    private string Expand(MacroPart part, string domain)
    {
        var value = Value(part.Kind, domain);
        if (part.Keep > 0 || part.IsReversed || part.Delimiters.Length > 0)
        {
            var parts = value.Split(part.Delimiters.Length == 0 ? ['.'] : part.Delimiters.ToCharArray());
            if (part.IsReversed)
            {
                Array.Reverse(parts);
            }

            var skip = part.Keep > 0 ? Math.Max(0, parts.Length - part.Keep) : 0;
            value = string.Join(".", parts.Skip(skip));
        }

        return char.IsUpper(part.Letter) ? Uri.EscapeDataString(value) : value;
    }

    private string Value(char kind, string domain) => kind switch
    {
        's' => $"{LocalPart}@{SenderDomain}",
        'l' => LocalPart,
        'o' => SenderDomain,
        'd' => domain,
        'i' => Dotted(Address),
        'p' => ConfirmedName(domain),
        'v' => Address.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
        'h' => Helo,
        'c' => Address.ToString(),
        'r' => Receiver,
        _ => Time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

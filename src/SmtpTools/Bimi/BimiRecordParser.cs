using System.Diagnostics.CodeAnalysis;

namespace SmtpTools;

/// <summary>Reads the TXT record of BIMI (draft-brand-indicators-for-message-identification 4.2).</summary>
public static class BimiRecordParser
{
    private const string Version = "v=BIMI1";
    private const int MaxFields = 20;
    private const int MaxPrefixLength = 63;

    /// <summary>Whether a text is meant as such a record: it begins with the version. Others under the same name are passed over.</summary>
    /// <param name="text">The text of a TXT record.</param>
    public static bool IsCandidate(string text) =>
        (text ?? throw new ArgumentNullException(nameof(text))).StartsWith(Version, StringComparison.Ordinal)
        && text.Substring(Version.Length).TrimStart(' ', '\t') is var rest && (rest.Length == 0 || rest[0] == ';');

    /// <summary>Reads a record.</summary>
    /// <param name="text">The text of a TXT record.</param>
    /// <param name="record">The record, or null.</param>
    /// <param name="fault">What is wrong with the text, as a phrase without a full stop; null for a record.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BimiRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        if (!IsCandidate(text))
        {
            fault = "it does not begin with v=BIMI1;";
            return false;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var extensions = new List<string>();
        foreach (var field in text.Split(';').Skip(1).Select(field => field.Trim(' ', '\t')).Where(field => field.Length > 0).Take(MaxFields))
        {
            var equals = field.IndexOf('=');
            var name = equals < 0 ? string.Empty : field.Substring(0, equals).TrimEnd(' ', '\t');
            var value = equals < 0 ? string.Empty : field.Substring(equals + 1).TrimStart(' ', '\t');
            fault = name.Length == 0 ? $"\"{field}\" is no field of the form name=value"
                : values.TryGetValue(name, out _) ? $"it has more than one {name}"
                : name is "l" or "a" ? FaultOfAddress(name, value)
                : null;
            if (fault is not null)
            {
                return false;
            }

            values[name] = value;
            if (name is not ("l" or "a"))
            {
                extensions.Add(field);
            }
        }

        if (!values.TryGetValue("l", out var location))
        {
            fault = "it has no l, which says where the logo is";
            return false;
        }

        fault = null;
        record = new BimiRecord(text, location, values.TryGetValue("a", out var authority) ? authority : null, extensions);
        return true;
    }

    /// <summary>What is in a record and means nothing: unknown tags, and values that those known do not have.</summary>
    internal static List<string> OdditiesOf(BimiRecord record) => record.Extensions.Where(static field =>
    {
        var value = field.Substring(field.IndexOf('=') + 1).Trim(' ', '\t');
        return field.Substring(0, field.IndexOf('=')).TrimEnd(' ', '\t') switch
        {
            "avp" => value is not ("brand" or "personal"),
            "lps" => !value.Split(',').All(static prefix => IsLocalPartPrefix(prefix.Trim(' ', '\t'))),
            _ => true,
        };
    }).ToList();

    private static bool IsLocalPartPrefix(string text) =>
        text.Length is > 0 and <= MaxPrefixLength && text.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-');

    private static string? FaultOfAddress(string name, string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        // Commas are kept for lists of a later version, and have to be percent-encoded.
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Host.Length > 0 && !value.Any(c => c is <= ' ' or >= '\x7F' or ',')
            ? null
            : $"its {name} \"{value}\" is no address of the form https://...";
    }
}

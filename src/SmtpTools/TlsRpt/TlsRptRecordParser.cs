using System.Diagnostics.CodeAnalysis;

namespace SmtpTools;

/// <summary>Reads the TXT record of TLS reporting by the grammar of RFC 8460 3.</summary>
public static class TlsRptRecordParser
{
    /// <summary>The most report addresses of one record.</summary>
    public const int MaxUris = 50;

    private const string Version = "v=TLSRPTv1";
    private const int MaxNameLength = 32;

    /// <summary>Whether a text is meant as such a record: it begins with the version. Others under the same name are passed over.</summary>
    /// <param name="text">The text of a TXT record.</param>
    public static bool IsCandidate(string text) =>
        (text ?? throw new ArgumentNullException(nameof(text))).StartsWith(Version, StringComparison.Ordinal)
        && text.Substring(Version.Length).TrimStart(' ', '\t') is var rest && (rest.Length == 0 || rest[0] == ';');

    /// <summary>Reads a record.</summary>
    /// <param name="text">The text of a TXT record.</param>
    /// <param name="record">The record, or null.</param>
    /// <param name="fault">What is wrong with the text, as a phrase without a full stop; null for a record.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TlsRptRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        if (!IsCandidate(text))
        {
            fault = "it does not begin with v=TLSRPTv1;";
            return false;
        }

        List<string>? uris = null;
        var extensions = new List<string>();
        var fields = text.Split(';').Skip(1).Select(field => field.Trim(' ', '\t')).ToList();
        if (fields.Count > 0 && fields[fields.Count - 1].Length == 0)
        {
            fields.RemoveAt(fields.Count - 1);
        }

        foreach (var field in fields)
        {
            if (!field.StartsWith("rua=", StringComparison.Ordinal))
            {
                fault = FaultOfExtension(field);
                extensions.Add(field);
            }
            else if (uris is not null)
            {
                fault = "it has more than one rua";
            }
            else
            {
                uris = [.. field.Substring(4).Split(',').Select(uri => uri.Trim(' ', '\t'))];
                fault = uris.Count > MaxUris ? $"it has more than {MaxUris} addresses" : uris.Select(FaultOfUri).FirstOrDefault(wrong => wrong is not null);
            }

            if (fault is not null)
            {
                return false;
            }
        }

        fault = uris is null ? "it has no rua" : null;
        record = uris is null ? null : new TlsRptRecord(text, uris, extensions);
        return record is not null;
    }

    private static string? FaultOfUri(string uri)
    {
        if (uri.Length == 0)
        {
            return "its rua has an empty address";
        }

        // Commas, semicolons and exclamation marks within an address are to be percent-encoded (RFC 8460 3).
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || uri.Any(c => c is <= ' ' or >= '\x7F' or '!'))
        {
            return $"\"{uri}\" is no address of the form mailto:... or https://...";
        }

        if (parsed.Scheme == Uri.UriSchemeMailto)
        {
            var address = Uri.UnescapeDataString(uri.Substring("mailto:".Length).Split('?')[0]);
            return Mailbox.TryParse(address, out _, out var wrong) ? null : $"\"{uri}\" is no mail address: {wrong}";
        }

        return parsed.Scheme == Uri.UriSchemeHttps && parsed.Host.Length > 0 ? null : $"\"{uri}\" is neither mailto nor https";
    }

    private static string? FaultOfExtension(string field)
    {
        var equals = field.IndexOf('=');
        var isField = equals is > 0 and <= MaxNameLength
            && field.Substring(0, equals).All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.')
            && equals + 1 < field.Length && field.Substring(equals + 1).All(c => c is > ' ' and < '\x7F' and not '=');
        return isField ? null : field.Length == 0 ? "it has an empty field" : $"\"{field}\" is no field of the form name=value";
    }
}

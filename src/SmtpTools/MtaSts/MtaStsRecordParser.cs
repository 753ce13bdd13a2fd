using System.Diagnostics.CodeAnalysis;

namespace SmtpTools;

/// <summary>Reads the TXT record of MTA-STS by the grammar of RFC 8461 3.1.</summary>
public static class MtaStsRecordParser
{
    /// <summary>The most characters of an id.</summary>
    public const int MaxIdLength = 32;

    private const string Version = "v=STSv1";

    /// <summary>Whether a text is meant as such a record: it begins with the version (RFC 8461 3.1). Others under the same name are passed over.</summary>
    /// <param name="text">The text of a TXT record.</param>
    public static bool IsCandidate(string text) =>
        (text ?? throw new ArgumentNullException(nameof(text))).StartsWith(Version, StringComparison.Ordinal)
        && text.Substring(Version.Length).TrimStart(' ', '\t') is var rest && (rest.Length == 0 || rest[0] == ';');

    /// <summary>Reads a record.</summary>
    /// <param name="text">The text of a TXT record.</param>
    /// <param name="record">The record, or null.</param>
    /// <param name="fault">What is wrong with the text, as a phrase without a full stop; null for a record.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MtaStsRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        if (!IsCandidate(text))
        {
            fault = "it does not begin with v=STSv1;";
            return false;
        }

        string? id = null;
        var extensions = new List<string>();
        var fields = text.Split(';').Skip(1).Select(field => field.Trim(' ', '\t')).ToList();

        // field-delim may end the record, once.
        if (fields.Count > 0 && fields[fields.Count - 1].Length == 0)
        {
            fields.RemoveAt(fields.Count - 1);
        }

        foreach (var field in fields)
        {
            if (FaultOf(field) is { } wrong)
            {
                fault = wrong;
                return false;
            }

            if (!field.StartsWith("id=", StringComparison.Ordinal))
            {
                extensions.Add(field);
            }
            else if (id is null)
            {
                id = field.Substring(3);
            }
            else
            {
                fault = "it has more than one id";
                return false;
            }
        }

        fault = id is null ? "it has no id" : null;
        record = id is null ? null : new MtaStsRecord(text, id, extensions);
        return record is not null;
    }

    private static string? FaultOf(string field)
    {
        var equals = field.IndexOf('=');
        if (equals <= 0)
        {
            return field.Length == 0 ? "it has an empty field" : $"\"{field}\" is no field of the form name=value";
        }

        var name = field.Substring(0, equals);
        var value = field.Substring(equals + 1);
        if (string.Equals(name, "id", StringComparison.Ordinal))
        {
            return value.Length is > 0 and <= MaxIdLength && value.All(MtaStsGrammar.IsAlphanumeric)
                ? null
                : $"its id \"{value}\" is not of 1 to {MaxIdLength} letters and digits";
        }

        return MtaStsGrammar.IsExtensionName(name) && value.Length > 0 && value.All(c => c is > ' ' and < '\x7F' and not ';' and not '=')
            ? null
            : $"\"{field}\" is no field of the form name=value";
    }
}

using System.Diagnostics.CodeAnalysis;

namespace SmtpTools.Dns;

/// <summary>
/// A name that a person gives and DNS is asked for. Beside mail domains such names may hold underscores (RFC 8552), as the records that
/// an SPF record includes or redirects to often do.
/// </summary>
internal sealed class QueryName
{
    private QueryName(string ascii, string unicode)
    {
        Ascii = ascii;
        Unicode = unicode;
    }

    /// <summary>The name in A-labels and lower case, without a trailing dot.</summary>
    public string Ascii { get; }

    /// <summary>The name in U-labels.</summary>
    public string Unicode { get; }

    /// <summary>Reads a name, in ASCII or Unicode, with or without a trailing dot.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out QueryName? name, [NotNullWhen(false)] out string? fault)
    {
        name = null;

        // The final dot of an absolute name (RFC 1034 3.1) is DNS's way of writing, which mail does not have (RFC 5321 2.3.5).
        text = text.Length > 1 && text[text.Length - 1] == '.' ? text.Substring(0, text.Length - 1) : text;
        var labels = text.Split('.');

        // Labels with underscores stand at the left (RFC 8552 1.3); what follows them is a domain name.
        var special = Array.FindLastIndex(labels, static label => label.IndexOf('_') >= 0) + 1;
        if (!DomainName.TryParse(string.Join(".", labels.Skip(special)), out var domain, out fault))
        {
            return false;
        }

        var prefix = string.Concat(labels.Take(special).Select(static label => label.ToLowerInvariant() + '.'));
        fault = labels.Take(special).Any(static label => label.Length is 0 or > DomainName.MaxLabelLength || !label.All(IsLabelCharacter))
            ? "a label beside one with an underscore is not made of 1 to 63 letters, digits, hyphens and underscores"
            : prefix.Length + domain.Ascii.Length > DomainName.MaxLength ? $"it has more than {DomainName.MaxLength} octets (RFC 1035 2.3.4)" : null;
        if (fault is not null)
        {
            return false;
        }

        name = new QueryName(prefix + domain.Ascii, prefix + domain.Unicode);
        return true;
    }

    private static bool IsLabelCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_';
}

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

        // An underscore changes nothing about the rest of a name, so the rest is judged with a letter in its place.
        var judged = text.Replace('_', 'u');
        if (!DomainName.TryParse(judged, out var domain, out fault))
        {
            fault = fault.Replace(judged, text);
            return false;
        }

        name = text.IndexOf('_') < 0 ? new QueryName(domain.Ascii, domain.Unicode) : Restore(text);
        fault = name is null ? "underscores may not stand beside characters that are not ASCII (RFC 5890 2.3.2.1)" : null;
        return name is not null;
    }

    private static QueryName? Restore(string text)
    {
        var ascii = new List<string>();
        var unicode = new List<string>();
        foreach (var label in text.Split('.'))
        {
            if (label.IndexOf('_') >= 0)
            {
                if (label.Any(c => c > 0x7F))
                {
                    return null;
                }

                ascii.Add(label.ToLowerInvariant());
                unicode.Add(label.ToLowerInvariant());
            }
            else
            {
                // The whole was judged above; alone, a label of digits would be taken for an address.
                var known = DomainName.TryParse(label + ".u", out var domain) ? domain : null;
                ascii.Add(known?.Labels[0] ?? label.ToLowerInvariant());
                unicode.Add(known?.Unicode.Substring(0, known.Unicode.Length - 2) ?? label.ToLowerInvariant());
            }
        }

        return new QueryName(string.Join(".", ascii), string.Join(".", unicode));
    }
}

using System.Text.RegularExpressions;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>Reads DMARC policy records (RFC 9989 4.7, 4.8).</summary>
public static class DmarcRecordParser
{
    /// <summary>The most addresses that are read of one rua or ruf. What lies beyond is an error.</summary>
    public const int MaxUris = 20;

    private const string Version = "DMARC1";

    private static readonly string[] s_known = ["v", "p", "sp", "np", "psd", "t", "adkim", "aspf", "fo", "rua", "ruf"];
    private static readonly string[] s_obsolete = ["pct", "rf", "ri"];
    private static readonly Regex s_sizeLimit = new("![0-9]+[kmgt]?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    /// <summary>Whether a text record is a DMARC record: its first tag is v, with exactly the value DMARC1 (RFC 9989 4.7).</summary>
    /// <param name="text">The text record's strings, joined.</param>
    public static bool IsDmarc(string text)
    {
        var end = text.IndexOf(';');
        var first = end < 0 ? text : text.Substring(0, end);
        var equals = first.IndexOf('=');
        return equals > 0 && first.Substring(0, equals).TrimEnd(' ', '\t') == "v" && first.Substring(equals + 1).Trim(' ', '\t') == Version;
    }

    /// <summary>Reads a record. What is wrong is in its errors, and counts as not written.</summary>
    /// <param name="text">The record, its strings joined.</param>
    /// <returns>The record.</returns>
    public static DmarcRecord Parse(string text)
    {
        var tags = TagList.Parse(text);
        if (!IsDmarc(text))
        {
            tags.Errors.Insert(0, new RecordTagError(0, tags.Tags.Count > 0 ? tags.Tags[0].ToString() : string.Empty, "The record does not start with v=DMARC1, so that it is passed over (RFC 9989 4.7)."));
        }

        var policy = Policy(tags, "p");
        if (tags["p"] is null)
        {
            tags.Errors.Add(new RecordTagError(0, string.Empty, "The policy is missing: there is no tag p (RFC 9989 4.7)."));
        }

        var subdomains = Policy(tags, "sp");
        var nonexistent = Policy(tags, "np");
        var aggregate = Uris(tags, "rua");
        var arePoliciesValid = policy is not null && (tags["sp"] is null || subdomains is not null) && (tags["np"] is null || nonexistent is not null);
        var isReplaced = !arePoliciesValid && aggregate.Exists(static uri => uri.Fault is null);
        return new DmarcRecord
        {
            Text = text,
            Tags = tags.Tags,
            Policy = policy,
            SubdomainPolicy = subdomains,
            NonexistentPolicy = nonexistent,
            Psd = Choice(tags, "psd", "y, n or u", ("u", DmarcPsd.Unspecified), ("y", DmarcPsd.PublicSuffix), ("n", DmarcPsd.Organizational)),
            IsTesting = Choice(tags, "t", "y or n", ("n", false), ("y", true)),
            DkimAlignment = Choice(tags, "adkim", "r or s", ("r", DmarcAlignment.Relaxed), ("s", DmarcAlignment.Strict)),
            SpfAlignment = Choice(tags, "aspf", "r or s", ("r", DmarcAlignment.Relaxed), ("s", DmarcAlignment.Strict)),
            FailureOptions = FailureOptions(tags),
            AggregateReports = aggregate,
            FailureReports = Uris(tags, "ruf"),
            ObsoleteTags = tags.Tags.Where(static tag => s_obsolete.Contains(tag.Name)).ToArray(),
            UnknownTags = tags.Tags.Where(static tag => !s_known.Contains(tag.Name) && !s_obsolete.Contains(tag.Name)).ToArray(),
            Errors = tags.Errors,
            IsApplicable = arePoliciesValid || isReplaced,
            IsPolicyReplaced = isReplaced,
        };
    }

    private static DmarcPolicy? Policy(TagList tags, string name) =>
        tags[name] is null ? null
        : Choice(tags, name, "none, quarantine or reject", (string.Empty, (DmarcPolicy?)null), ("none", DmarcPolicy.None), ("quarantine", DmarcPolicy.Quarantine), ("reject", DmarcPolicy.Reject));

    // Values are case-insensitive, as ABNF's strings are (RFC 5234 2.3); the first choice is the default.
    private static T Choice<T>(TagList tags, string name, string allowed, params (string Text, T Value)[] choices)
    {
        if (tags[name] is not { } tag)
        {
            return choices[0].Value;
        }

        foreach (var (text, value) in choices)
        {
            if (text.Length > 0 && string.Equals(tag.Value, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        tags.Fault(tag, $"The value is not {allowed} (RFC 9989 4.7).");
        return choices[0].Value;
    }

    private static List<string> FailureOptions(TagList tags)
    {
        if (tags["fo"] is not { } tag)
        {
            return ["0"];
        }

        var options = tag.Value.Split(':').Select(static option => option.Trim(' ', '\t').ToLowerInvariant()).ToList();
        if (options.TrueForAll(static option => option is "0" or "1" or "d" or "s") && options.Distinct().Count() == options.Count && !(options.Contains("0") && options.Contains("1")))
        {
            return options;
        }

        tags.Fault(tag, "The value is not made of 0 or 1, d and s with colons between them, each once (RFC 9989 4.7).");
        return ["0"];
    }

    private static List<DmarcReportUri> Uris(TagList tags, string name)
    {
        if (tags[name] is not { } tag)
        {
            return [];
        }

        var texts = tag.Value.Split(',').Select(static text => text.Trim(' ', '\t')).ToList();
        if (texts.Count > MaxUris)
        {
            tags.Fault(tag, $"There are {texts.Count} addresses, of which {MaxUris} are looked at.");
        }

        var uris = texts.Take(MaxUris).Select(Uri).ToList();
        foreach (var uri in uris.Where(static uri => uri.Fault is not null))
        {
            tags.Errors.Add(new RecordTagError(tag.Position, $"{name}={uri.Uri}", uri.Fault!));
        }

        return uris;
    }

    private static DmarcReportUri Uri(string text)
    {
        var limit = s_sizeLimit.Match(text) is { Success: true } found ? found.Value : null;
        var address = limit is null ? text : text.Substring(0, text.Length - limit.Length);
        DmarcReportUri Faulty(string fault) => new() { Uri = text, ObsoleteSizeLimit = limit, Fault = fault };

        if (address.Length == 0)
        {
            return Faulty("There is an empty address between two commas (RFC 9989 4.8).");
        }

        if (!System.Uri.TryCreate(address, UriKind.Absolute, out var uri) || address.Any(static c => c is <= ' ' or > '~' or '!'))
        {
            var mended = address.IndexOf('@') > 0 && address.IndexOf(':') < 0 ? $" Write mailto:{address}." : string.Empty;
            return Faulty($"The address is not a URI (RFC 9989 4.6).{mended}");
        }

        if (!string.Equals(uri.Scheme, System.Uri.UriSchemeMailto, StringComparison.OrdinalIgnoreCase))
        {
            return new DmarcReportUri { Uri = text, ObsoleteSizeLimit = limit, Host = uri.Host.Length > 0 ? uri.Host.ToLowerInvariant() : null };
        }

        var mail = System.Uri.UnescapeDataString(address.Substring("mailto:".Length).Split('?')[0]);
        return Mailbox.TryParse(mail, out var mailbox, out var fault) && mailbox.Domain is { } domain
            ? new DmarcReportUri { Uri = text, ObsoleteSizeLimit = limit, Address = mail, Host = domain.Ascii, IsSupported = true }
            : Faulty($"\"{mail}\" is not a mail address{(fault is null ? string.Empty : ": " + fault)} (RFC 9989 4.6).");
    }
}

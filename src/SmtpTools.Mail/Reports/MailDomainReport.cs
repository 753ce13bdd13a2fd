using System.Globalization;
using SmtpTools.Reports;

namespace SmtpTools;

/// <summary>Tests of domains as one page of HTML that needs nothing else: no scripts, no pictures, no network.</summary>
public static class MailDomainReport
{
    private const string Footer =
        "What a state means: good is there and in order; weak works and has a weak point; bad is broken; absent is not there, or was not found among what was tried; unknown could not be asked for.";

    private static readonly Lazy<HtmlReport> s_report = new(static () => new HtmlReport("mail-domain.liquid"));

    /// <summary>Writes the page.</summary>
    /// <param name="tests">The tests, in the order in which they are to stand.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="made">The time that the page bears.</param>
    /// <returns>The page in HTML.</returns>
    public static string ToHtml(IReadOnlyList<MailDomainTest> tests, string title, DateTimeOffset made)
    {
        if (tests is null)
        {
            throw new ArgumentNullException(nameof(tests));
        }

        // A domain that does not exist has one part; the columns are those of the fullest test.
        List<string> columns = [.. tests.SelectMany(test => test.Parts).Select(part => part.Name).Distinct()];
        return s_report.Value.Fill(title, made, new Dictionary<string, object?>
        {
            ["what"] = "domains",
            ["footer"] = Footer,
            ["count"] = tests.Count,
            ["passed"] = tests.Count(test => test.Passed),
            ["columns"] = columns,
            ["tests"] = tests.Select((test, at) => Test(test, columns, at + 1)).ToList(),
        });
    }

    private static Dictionary<string, object?> Test(MailDomainTest test, List<string> columns, int number) => new()
    {
        ["anchor"] = string.Format(CultureInfo.InvariantCulture, "domain-{0}", number),
        ["domain"] = test.Domain,
        ["ascii"] = test.AsciiDomain == test.Domain ? string.Empty : test.AsciiDomain ?? string.Empty,
        ["verdict"] = test.Verdict,
        ["grade"] = HtmlReport.GradeOf(test.Passed, test.Findings),
        ["started"] = HtmlReport.Utc(test.Started),
        ["duration"] = string.Format(CultureInfo.InvariantCulture, "{0:0.0} s", test.Duration.TotalSeconds),
        ["parts"] = test.Parts.Select(part => Part(part)).ToList(),
        ["cells"] = columns.ConvertAll(column => Part(test.Parts.FirstOrDefault(part => part.Name == column))),
        ["findings"] = test.Findings.Select(HtmlReport.Values).ToList(),
        ["hosts"] = test.Mx.Exchangers.Select(exchanger => Host(exchanger, test.Dane)).ToList(),
        ["records"] = Records(test).Where(record => record.Text.Length > 0).Select(record => new Dictionary<string, object?> { ["name"] = record.Name, ["text"] = record.Text }).ToList(),
    };

    private static Dictionary<string, object?> Part(MailDomainPart? part) => new()
    {
        ["name"] = part?.Name ?? string.Empty,
        ["state"] = part?.State.ToString() ?? string.Empty,
        ["grade"] = part?.State.ToString().ToLowerInvariant() ?? "absent",
        ["summary"] = part?.Summary ?? string.Empty,
    };

    private static Dictionary<string, object?> Host(MailExchanger exchanger, DaneResult? dane) => new()
    {
        ["preference"] = exchanger.Preference,
        ["name"] = exchanger.UnicodeHost,
        ["addresses"] = exchanger.Addresses.Select(address => address.Iprev is { } iprev ? $"{address.Address} ({iprev})" : address.Address).ToList(),
        ["dane"] = dane?.Hosts.FirstOrDefault(host => string.Equals(host.Host, exchanger.Host, StringComparison.OrdinalIgnoreCase))?.Status.ToString() ?? string.Empty,
    };

    private static IEnumerable<(string Name, string Text)> Records(MailDomainTest test)
    {
        yield return ("SPF", test.Spf?.Record?.ToString() ?? string.Empty);
        yield return ("DMARC", test.Dmarc?.Record?.ToString() ?? string.Empty);
        yield return ("MTA-STS", test.MtaSts?.Record?.Text ?? string.Empty);
        yield return ("MTA-STS policy", test.MtaSts?.PolicyText ?? string.Empty);
        yield return ("TLS-RPT", test.TlsRpt?.Record?.Text ?? string.Empty);
        yield return ("BIMI", test.Bimi?.Record?.Text ?? string.Empty);
    }
}

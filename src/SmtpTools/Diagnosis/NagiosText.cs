using System.Globalization;
using System.Text;

namespace SmtpTools.Diagnosis;

/// <summary>A plug-in's output: a status line, performance data behind a bar, and a line for each server and finding.</summary>
internal static class NagiosText
{
    public static string Of(IReadOnlyList<SmtpServerTest> tests, MonitoringState state)
    {
        var text = new StringBuilder($"SMTP {state.ToString().ToUpperInvariant()} - {Summary(tests)}");
        if (tests.Count > 0)
        {
            _ = text.Append(" | ").Append(string.Join(" ", tests.SelectMany(Performance)));
        }

        foreach (var test in tests)
        {
            _ = text.Append('\n').Append(Clean($"{test}{(test.Error is { } error ? $": {error}" : string.Empty)}"));
            foreach (var finding in test.Findings.Where(static finding => finding.Severity > FindingSeverity.Information))
            {
                _ = text.Append('\n').Append(Clean($"  {finding}"));
            }
        }

        return text.ToString();
    }

    private static string Summary(IReadOnlyList<SmtpServerTest> tests)
    {
        if (tests.Count == 0)
        {
            return "no server was tested";
        }

        if (tests.Count == 1)
        {
            return Clean($"{tests[0]}{(tests[0].Error is { } error ? $": {error}" : string.Empty)}");
        }

        var failed = tests.Where(static test => !test.Passed).ToList();
        return failed.Count == 0
            ? $"{tests.Count} servers passed"
            : Clean($"{failed.Count} of {tests.Count} servers failed: {string.Join(", ", failed.Select(static test => $"{NameOf(test)}:{test.Port}"))}");
    }

    private static IEnumerable<string> Performance(SmtpServerTest test)
    {
        // A label in quotes may hold anything but a quote and an equals sign.
        var label = $"{NameOf(test)}:{test.Port}".Replace("'", string.Empty).Replace("=", string.Empty);
        yield return string.Format(CultureInfo.InvariantCulture, "'{0} time'={1:0.000}s;;;0", label, test.Times.Total.TotalSeconds);
        if (test.CertificateDaysLeft is { } days)
        {
            yield return string.Format(CultureInfo.InvariantCulture, "'{0} days'={1};{2}:;0:", label, days, SmtpServerTestOptions.DefaultCertificateDays);
        }
    }

    private static string NameOf(SmtpServerTest test) => test.Server.Length > 0 ? test.Server : test.Domain ?? string.Empty;

    /// <summary>The bar begins performance data, and a line end another line.</summary>
    private static string Clean(string text) => text.Replace('|', '/').Replace("\r", string.Empty).Replace('\n', ' ');
}

using System.Globalization;
using System.Text;

namespace SmtpTools.Diagnosis;

/// <summary>Prometheus's text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public static string Of(IReadOnlyList<SmtpServerTest> tests)
    {
        var text = new StringBuilder();
        Metric(text, "smtp_test_passed", "Whether the test passed.", tests, static test => [(string.Empty, test.Passed ? 1 : 0)]);
        Metric(text, "smtp_test_timestamp_seconds", "When the test began.", tests, static test => [(string.Empty, test.Started.ToUnixTimeSeconds())]);
        Metric(text, "smtp_test_phase_passed", "Whether a phase passed; absent where it was skipped.", tests, static test => test.Phases
            .Where(static phase => phase.Status != PhaseStatus.Skipped)
            .Select(static phase => (Label("phase", phase.Phase.ToString()), phase.Status == PhaseStatus.Failed ? 0d : 1d)));
        Metric(text, "smtp_test_phase_seconds", "How long a phase took.", tests, static test => test.Phases
            .Where(static phase => phase.Time is not null)
            .Select(static phase => (Label("phase", phase.Phase.ToString()), phase.Time!.Value.TotalSeconds)));
        Metric(text, "smtp_test_tls", "Whether the session was under TLS.", tests, static test => [(string.Empty, test.IsEncrypted ? 1 : 0)]);
        Metric(text, "smtp_test_certificate_expiry_seconds", "When the server's certificate ends, as a Unix time.", tests, static test =>
            test.Certificate is { } certificate ? [(string.Empty, certificate.NotAfter.ToUnixTimeSeconds())] : []);
        Metric(text, "smtp_test_address_up", "Whether an address of the server gave a session.", tests, static test => test.Addresses
            .Where(static facts => facts.HasRoute)
            .Select(static facts => (Label("address", facts.Address), facts.Error is null ? 1d : 0d)));
        Metric(text, "smtp_test_dane_authenticated", "Whether TLSA records prove the server; absent where there are none.", tests, static test =>
            test.Dane is { IsRequired: true } dane ? [(string.Empty, dane.IsAuthenticated ? 1 : 0)] : []);
        Metric(text, "smtp_test_mta_sts_fulfilled", "Whether the server is as its domain's MTA-STS policy says; absent where that is not known.", tests, static test =>
            test.MtaSts?.IsFulfilled is { } fulfilled ? [(string.Empty, fulfilled ? 1 : 0)] : []);
        Metric(text, "smtp_test_block_listed", "Whether a block list has an address of the server; absent where the list gave no answer.", tests, static test => test.BlockLists
            .Where(static result => result.IsListed is not null)
            .Select(static result => ($"{Label("address", result.Address)},{Label("list", result.Zone)}", result.IsListed == true ? 1d : 0d)));
        Metric(text, "smtp_test_findings", "How many findings there are of a severity.", tests, static test => new[] { FindingSeverity.Information, FindingSeverity.Warning, FindingSeverity.Error }
            .Select(severity => (Label("severity", severity.ToString()), (double)test.Findings.Count(finding => finding.Severity == severity))));
        return text.ToString();
    }

    private static void Metric(
        StringBuilder text, string name, string help, IReadOnlyList<SmtpServerTest> tests, Func<SmtpServerTest, IEnumerable<(string Label, double Value)>> samples)
    {
        _ = text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(" gauge\n");
        foreach (var test in tests)
        {
            var server = Label("server", test.Server) + "," + Label("port", test.Port.ToString(CultureInfo.InvariantCulture)) + "," + Label("domain", test.Domain ?? string.Empty);
            foreach (var (label, value) in samples(test))
            {
                _ = text.Append(name).Append('{').Append(server).Append(label.Length > 0 ? "," : string.Empty).Append(label).Append("} ").Append(value.ToString("0.######", CultureInfo.InvariantCulture)).Append('\n');
            }
        }
    }

    private static string Label(string name, string value) =>
        $"{name}=\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
}

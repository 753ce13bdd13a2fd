using SmtpTools.Diagnosis;
using SmtpTools.Tests.Dns;
using SmtpTools.Tests.Http;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>A mail exchanger, and the policy of its domain.</summary>
internal static class MtaStsScenarios
{
    public static IReadOnlyList<Finding> Find(string? policy, CertificateFaults faults = CertificateFaults.None, bool isEncrypted = true, string mode = "enforce") =>
        Judge("MtaSts", DaneScenarios.Server(isEncrypted, faults), dns: null, Exchanger(policy, mode));

    /// <summary>The domain example.com with one exchanger, and a policy that names a server; null for a policy that can't be fetched.</summary>
    public static ExchangerOf Exchanger(string? server, string mode = "enforce")
    {
        var dns = new FakeMailDns().Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.1").Txt("_mta-sts.example.com", "v=STSv1; id=1;");
        var fetcher = new FakeFetcher();
        if (server is not null)
        {
            _ = fetcher.Add("https://mta-sts.example.com/.well-known/mta-sts.txt", $"version: STSv1\nmode: {mode}\nmx: {server}\nmax_age: 2419200\n");
        }

        return new ExchangerOf(
            new MailExchangerResolver(dns).Resolve("example.com"),
            new Lazy<MtaStsResult>(() => new MtaStsEvaluator(dns, fetcher).Evaluate("example.com")));
    }
}

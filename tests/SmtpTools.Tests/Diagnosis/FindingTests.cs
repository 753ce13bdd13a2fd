using System.Security.Authentication;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class FindingTests
{
    public static TheoryData<string> Kinds => [.. SmtpChecks.All.SelectMany(check => check.Findings).Select(kind => kind.Id)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_found_where_it_is(string id)
    {
        var findings = FindingScenarios.All[id]();

        var finding = findings.FirstOrDefault(finding => finding.Id == id);
        Assert.True(finding is not null, $"Found: {string.Join("; ", findings)}");
        Assert.NotEmpty(finding.Evidence);
        Assert.Contains(SmtpChecks.All, check => check.Id == finding.Check);
    }

    /// <summary>The other side of the above: with nothing wrong, nothing is found.</summary>
    [Fact]
    public void A_server_with_nothing_wrong_gives_no_finding()
    {
        var test = Test(
            script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 2.0.0 Ready")
                .StartTls(Authority.Server(), options => options.EnabledSslProtocols = SslProtocols.Tls12 | (SslProtocols)12288)
                .Answer("EHLO *", OfferWithAuth).Quit(),
            Options([.. SmtpChecks.Default.Select(check => check.Id)]));

        Assert.Empty(test.Findings);
        Assert.True(test.Passed, test.ToString());
        Assert.Equal([("TLS 1.0", false), ("TLS 1.1", false), ("TLS 1.2", true), ("TLS 1.3", true)], test.TlsVersions.Select(version => (version.Protocol, version.IsAccepted!.Value)));
    }

    [Fact]
    public void Kinds_have_names_of_their_own_and_say_all_that_a_person_needs()
    {
        var kinds = SmtpChecks.All.SelectMany(check => check.Findings).ToList();

        Assert.Equal(kinds.Count, kinds.Select(kind => kind.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(kinds, kind => Assert.All(new[] { kind.Id, kind.Title, kind.Meaning, kind.Remedy, kind.Reference }, Assert.NotEmpty));
        Assert.All(kinds, kind => Assert.True(kind.SeverityWhereTlsIsRequired >= kind.Severity, kind.Id));
        Assert.Equal(kinds.Select(kind => kind.Id).Order(), FindingScenarios.All.Keys.Order());
    }

    [Fact]
    public void The_gravest_findings_come_first()
    {
        var test = Test(script => Healthy(script, TestCertificates.SelfSigned("other.example"), ["250-mx.example.com", "250 SIZE 1000"]));

        Assert.True(test.Findings.Count > 2);
        Assert.Equal(test.Findings.Select(finding => finding.Severity).OrderDescending(), test.Findings.Select(finding => finding.Severity));
    }

    [Fact]
    public void Checks_are_chosen_by_name()
    {
        Assert.Equal(SmtpChecks.Default, SmtpChecks.Find([]));
        Assert.Equal(["Reachability", "Auth"], SmtpChecks.Find(["auth", "REACHABILITY"]).Select(check => check.Id));
        Assert.Equal(SmtpChecks.All, SmtpChecks.Find(["all"]));
        Assert.Contains("Certificate", Assert.Throws<ArgumentException>(() => SmtpChecks.Find(["Certificat"])).Message, StringComparison.Ordinal);
    }
}

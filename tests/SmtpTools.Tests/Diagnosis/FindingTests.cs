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
        Assert.Equal([("SSL 3.0", false), ("TLS 1.0", false), ("TLS 1.1", false), ("TLS 1.2", true), ("TLS 1.3", true)], test.TlsVersions.Select(version => (version.Protocol, version.IsAccepted!.Value)));
    }

    /// <summary>The same for the checks that open a session of their own and talk more: a server that answers as it should.</summary>
    [Theory]
    [InlineData("PlaintextMail", "530 5.7.0 STARTTLS first", "", "")]
    [InlineData("Postmaster", "250 Ok", "250 Ok", "")]
    [InlineData("Postmaster", "450 4.7.1 Greylisted", "", "")]
    [InlineData("Postmaster", "250 Ok", "451 4.7.1 Greylisted", "")]
    public void A_server_that_answers_as_it_should_gives_no_finding(string check, string first, string second, string rest)
    {
        using var server = ScriptedServer.Start(
        [
            script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "454 Not now").Quit(),
            script =>
            {
                _ = script.Send(Greeting).Answer("EHLO *", check == "PlaintextMail" ? OfferWithStartTls : Offer).ExpectAnyLine().Send(first);
                if (second.Length > 0)
                {
                    _ = script.ExpectAnyLine().Send(second);
                    _ = rest.Length == 0 ? script.Answer("RSET", "250 Ok") : script;
                }

                _ = script.Quit();
            },
        ]);

        Assert.Empty(Test(server, Options(check)).Findings);
        server.Verify();
    }

    public static TheoryData<string> Checks => [.. SmtpChecks.All.Select(check => check.Id)];

    /// <summary>And check by check, also of those that are done by name: each of its kinds is not found where it is not.</summary>
    [Theory]
    [MemberData(nameof(Checks))]
    public void Each_check_finds_nothing_where_nothing_is_wrong(string check) => Assert.Empty(HealthyScenarios.All[check]());

    [Fact]
    public void A_server_that_puts_off_is_not_blamed()
    {
        Assert.Empty(BehaviourScenarios.Recipients("250 Ok", "451 4.7.1 Greylisted"));
        Assert.Empty(BehaviourScenarios.Parameters("451 4.3.0 Later"));
    }

    [Fact]
    public void Smuggling_is_not_tried_without_a_recipient() =>
        Assert.Contains("recipient", Assert.Throws<ArgumentException>(() => new SmtpServerTester(Options("Smuggling"))).Message, StringComparison.Ordinal);

    /// <summary>Postfix answers 252 for those that are there and 550 for others.</summary>
    [Fact]
    public void Vrfy_that_says_252_of_some_tells_as_well() => Assert.Equal(
        "VrfyAnswers",
        Assert.Single(FindingScenarios.Further("Verify", script => script.Answer("VRFY postmaster", "252 postmaster").Answer("VRFY probe-*", "550 5.1.1 Who?").Answer("EXPN postmaster", "502 No"))).Id);

    /// <summary>Exim takes no name without a domain, postmaster apart.</summary>
    [Fact]
    public void A_refusal_of_how_it_was_asked_tells_of_nobody() =>
        Assert.Empty(FindingScenarios.Further("Verify", script => script.Answer("VRFY postmaster", "252 No").Answer("VRFY probe-*", "501 A domain is missing").Answer("EXPN postmaster", "550 No")));

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
        Assert.Equal(SmtpChecks.All.Where(check => !check.IsByNameOnly), SmtpChecks.Find(["all"]));
        Assert.Equal(["Errors", "Idle", "Smuggling"], SmtpChecks.All.Where(check => check.IsByNameOnly).Select(check => check.Id));
        Assert.Contains("Certificate", Assert.Throws<ArgumentException>(() => SmtpChecks.Find(["Certificat"])).Message, StringComparison.Ordinal);
    }
}

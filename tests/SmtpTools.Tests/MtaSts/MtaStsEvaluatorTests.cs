using SmtpTools.Tests.Dns;
using SmtpTools.Tests.Http;

namespace SmtpTools.Tests.MtaSts;

public class MtaStsEvaluatorTests
{
    private const string Uri = "https://mta-sts.example.test/.well-known/mta-sts.txt";
    private const string Policy = "version: STSv1\nmode: enforce\nmx: mx1.example.test\nmx: *.backup.test\nmax_age: 2419200\n";

    [Fact]
    public void A_domain_in_order_is_enforced_without_a_finding()
    {
        var result = Evaluate(Dns(), new FakeFetcher().Add(Uri, Policy));
        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.True(result.IsEnforced);
        Assert.Equal("20160831085700Z", result.Record!.Id);
        Assert.Equal(["mx1.example.test: allowed", "mx.backup.test: allowed"], result.Hosts.Select(h => h.ToString()));
        Assert.Empty(result.Findings);
        Assert.Equal(Policy, result.PolicyText);
    }

    [Fact]
    public void Without_a_record_nothing_is_fetched()
    {
        var fetcher = new FakeFetcher().Add(Uri, Policy);
        var result = Evaluate(new FakeMailDns().Mx("example.test", 10, "mx1.example.test"), fetcher);
        Assert.Equal(DomainRecordStatus.NotFound, result.Status);
        Assert.Empty(fetcher.Requests);
        Assert.Equal(["MtaStsMissing"], Ids(result));
    }

    [Fact]
    public void A_policys_host_without_a_record_is_told()
    {
        var v4 = new FakeMailDns().Mx("example.test", 10, "mx1.example.test").A("mta-sts.example.test", "8.8.4.4");
        var v6 = new FakeMailDns().Mx("example.test", 10, "mx1.example.test").Aaaa("mta-sts.example.test", "2606:4700::1111");
        Assert.All([v4, v6], dns => Assert.Equal(["MtaStsPolicyWithoutRecord"], Ids(Evaluate(dns, new FakeFetcher()))));
    }

    // Without the mail exchangers nothing says that the policy has them all.
    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.ServerFailure)]
    public void Mail_exchangers_that_could_not_be_asked_for_are_told(DnsOutcome outcome)
    {
        var result = Evaluate(Dns().Fails("example.test", outcome, DnsRecordType.Mx), new FakeFetcher().Add(Uri, Policy));

        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.Empty(result.Hosts);
        Assert.Equal(["MtaStsMxUnknown"], Ids(result));
        Assert.Contains("example.test", result.Findings[0].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_whose_address_could_not_be_asked_for_is_still_held_against_the_policy()
    {
        var dns = Dns();
        _ = dns.Fails("mx1.example.test", DnsOutcome.Timeout).Fails("mx.backup.test", DnsOutcome.Timeout);

        var result = Evaluate(dns, new FakeFetcher().Add(Uri, Policy));

        Assert.All(result.Hosts, host => Assert.True(host.IsAllowed));
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void More_mail_exchangers_than_are_looked_at_are_told()
    {
        var dns = Dns();
        for (var i = 0; i < MailExchangerResolver.MaxExchangers; i++)
        {
            _ = dns.Mx("example.test", 30 + i, $"mx{i}.backup.test");
        }

        Assert.Contains("102", Assert.Single(Evaluate(dns, new FakeFetcher().Add(Uri, Policy)).Findings, finding => finding.Id == "MtaStsMxUnknown").Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_mail_is_taken_no_pattern_is_used()
    {
        var dns = new FakeMailDns().Txt("_mta-sts.example.test", "v=STSv1; id=1;").Mx("example.test", 0, ".");
        Assert.Equal(["MtaStsPatternUnused", "MtaStsPatternUnused"], Ids(Evaluate(dns, new FakeFetcher().Add(Uri, Policy))));
    }

    [Theory]
    [InlineData(DnsOutcome.ServerFailure, DomainRecordStatus.ServerFailure)]
    [InlineData(DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    public void A_failed_question_is_no_absence(DnsOutcome outcome, DomainRecordStatus status)
    {
        var result = Evaluate(new FakeMailDns().Fails("_mta-sts.example.test", outcome), new FakeFetcher());
        Assert.Equal(status, result.Status);
        Assert.True(result.IsTransient);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void A_domain_that_does_not_exist_is_said_not_to() => Assert.Equal(DomainRecordStatus.NxDomain, Evaluate(new FakeMailDns(), new FakeFetcher()).Status);

    // RFC 8461 3.1: records that do not begin with the version are passed over; of the others there must be one.
    [Theory]
    [InlineData("v=STSv1; id=1; | unrelated", DomainRecordStatus.Found, "")]
    [InlineData("v=STSv1; id=1; | v=STSv1; id=2;", DomainRecordStatus.Invalid, "MtaStsRecordsMultiple")]
    [InlineData("v=STSv1; id=1; | v=STSv1;", DomainRecordStatus.Invalid, "MtaStsRecordsMultiple")]
    [InlineData("v=STSv1; id=test-123;", DomainRecordStatus.Invalid, "MtaStsRecordInvalid")]
    [InlineData("V=STSv1; id=1;", DomainRecordStatus.Invalid, "MtaStsRecordInvalid")]
    [InlineData("unrelated", DomainRecordStatus.NotFound, "MtaStsMissing")]
    public void One_record_counts(string records, DomainRecordStatus status, string finding)
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx1.example.test").Mx("example.test", 10, "mx.backup.test")
            .A("mx1.example.test", "8.8.4.4").A("mx.backup.test", "8.8.4.4");
        foreach (var record in records.Split(" | "))
        {
            dns.Txt("_mta-sts.example.test", record);
        }

        var result = Evaluate(dns, new FakeFetcher().Add(Uri, Policy));
        Assert.Equal(status, result.Status);
        Assert.Equal(finding, string.Join(" ", Ids(result)));
        Assert.Equal(records.Split(" | "), result.Texts);
    }

    [Theory]
    [InlineData(HttpsOutcome.HostNotFound, DomainRecordStatus.Invalid, "MtaStsPolicyUnreachable")]
    [InlineData(HttpsOutcome.LookupFailed, DomainRecordStatus.ServerFailure, "MtaStsPolicyUnreachable")]
    [InlineData(HttpsOutcome.ConnectFailed, DomainRecordStatus.ServerFailure, "MtaStsPolicyUnreachable")]
    [InlineData(HttpsOutcome.Timeout, DomainRecordStatus.Timeout, "MtaStsPolicyUnreachable")]
    [InlineData(HttpsOutcome.TlsFailed, DomainRecordStatus.Invalid, "MtaStsPolicyUnreachable")]
    [InlineData(HttpsOutcome.ProtocolError, DomainRecordStatus.Invalid, "MtaStsPolicyUnreachable")]
    [InlineData(HttpsOutcome.CertificateRejected, DomainRecordStatus.Invalid, "MtaStsCertificateRejected")]
    [InlineData(HttpsOutcome.TooLarge, DomainRecordStatus.Invalid, "MtaStsPolicyTooLarge")]
    public void A_policy_that_can_not_be_fetched_says_why(HttpsOutcome outcome, DomainRecordStatus status, string finding)
    {
        var result = Evaluate(Dns(), new FakeFetcher().Fails(Uri, outcome));
        Assert.Equal(status, result.Status);
        Assert.Equal([finding], Ids(result));
        Assert.Null(result.Policy);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(301)]
    [InlineData(204)]
    [InlineData(500)]
    public void Only_an_answer_of_200_is_a_policy(int status)
    {
        var result = Evaluate(Dns(), new FakeFetcher().Add(Uri, Policy, status: status, location: status == 301 ? "https://www.example.test/" : null));
        Assert.Equal(DomainRecordStatus.Invalid, result.Status);
        Assert.Equal(["MtaStsPolicyNotOk"], Ids(result));
        Assert.Null(result.Policy);
    }

    [Theory]
    [InlineData("text/html", "MtaStsContentType")]
    [InlineData(null, "MtaStsContentType")]
    [InlineData("text/plain", "")]
    public void Another_media_type_is_told(string? mediaType, string finding)
    {
        var result = Evaluate(Dns(), new FakeFetcher().Add(Uri, Policy, mediaType));
        Assert.Equal(finding, string.Join(" ", Ids(result)));
        Assert.True(result.IsEnforced);
    }

    [Theory]
    [InlineData("mode: enforce", "mode: report", "MtaStsPolicyInvalid")]
    [InlineData("mode: enforce", "mode: testing", "MtaStsNotEnforced")]
    [InlineData("mode: enforce", "mode: none", "MtaStsModeNone")]
    [InlineData("2419200", "86400", "MtaStsMaxAgeShort")]
    [InlineData("mx: mx1.example.test", "mx: mx1.example.test\nmx: old.example.test", "MtaStsPatternUnused")]
    [InlineData("mx: mx1.example.test", "mx: mx1.example.test\nversion: STSv1", "MtaStsPolicyOddity")]
    [InlineData("mx: mx1.example.test\n", "", "MtaStsMxNotAllowed")]
    public void What_is_weak_or_wrong_in_a_policy_is_found(string right, string wrong, string finding) =>
        Assert.Equal([finding], Ids(Evaluate(Dns(), new FakeFetcher().Add(Uri, Policy.Replace(right, wrong, StringComparison.Ordinal)))));

    // The name in the MX record counts, and not what it is an alias of (RFC 8461 4.1).
    [Fact]
    public void An_alias_is_matched_by_its_own_name()
    {
        var dns = new FakeMailDns().Txt("_mta-sts.example.test", "v=STSv1; id=1;").Mx("example.test", 10, "mx1.example.test")
            .Cname("mx1.example.test", "host.provider.test").A("host.provider.test", "8.8.4.4");
        Assert.All(Evaluate(dns, new FakeFetcher().Add(Uri, Policy)).Hosts, host => Assert.True(host.IsAllowed));
    }

    [Fact]
    public void A_name_that_is_none_is_not_asked_for()
    {
        var dns = new FakeMailDns();
        Assert.Equal(DomainRecordStatus.InvalidDomain, new MtaStsEvaluator(dns, new FakeFetcher()).Evaluate("a b").Status);
        Assert.Empty(dns.Questions);
    }

    [Fact]
    public void Kinds_of_findings_are_whole() => CatalogueAssert.IsWhole(MtaStsFindings.Group);

    private static FakeMailDns Dns() => new FakeMailDns().Txt("_mta-sts.example.test", "v=STSv1; id=20160831085700Z;")
        .Mx("example.test", 10, "mx1.example.test").Mx("example.test", 20, "mx.backup.test").A("mx1.example.test", "8.8.4.4").A("mx.backup.test", "8.8.4.4");

    private static MtaStsResult Evaluate(FakeMailDns dns, FakeFetcher fetcher) => new MtaStsEvaluator(dns, fetcher).Evaluate("example.test");

    private static IEnumerable<string> Ids(MtaStsResult result) => result.Findings.Select(f => f.Id);
}

using System.Security.Cryptography;
using SmtpTools.Tests.Dns;
using SmtpTools.Tests.Http;

namespace SmtpTools.Tests.Diagnosis;

public class MailDomainTesterTests
{
    private const string Digest = "8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1";
    private const string PolicyUri = "https://mta-sts.example.test/.well-known/mta-sts.txt";
    private const string Policy = "version: STSv1\nmode: enforce\nmx: mx1.example.test\nmx: mx2.example.test\nmax_age: 2419200\n";

    private static readonly string s_key = NewKey();

    [Fact]
    public void A_domain_in_order_passes()
    {
        var test = Test(Healthy());
        Assert.True(test.Passed, string.Join(Environment.NewLine, test.Findings));
        Assert.DoesNotContain(test.Findings, finding => finding.Severity != FindingSeverity.Information);
        Assert.Equal("Passed", test.Verdict);
        Assert.Equal("MX", test.Parts[0].Name);
        Assert.Equal("10 mx1.example.test, 20 mx2.example.test", test.Parts[0].Summary);
        Assert.Contains(test.Parts, part => part is { Name: "MTA-STS", State: MailDomainPartState.Good, Summary: "Enforce, 28 days" });
        Assert.Contains(test.Parts, part => part is { Name: "DANE", State: MailDomainPartState.Good });
        Assert.Empty(test.Unknown);
    }

    // "Not there", "not found among those tried" and "could not be asked" are different things.
    [Theory]
    [InlineData("_mta-sts.example.test", "MTA-STS")]
    [InlineData("_smtp._tls.example.test", "TLS-RPT")]
    [InlineData("_25._tcp.mx1.example.test", "DANE")]
    [InlineData("default._bimi.example.test", "BIMI")]
    public void What_could_not_be_asked_for_is_not_called_absent(string name, string part)
    {
        foreach (var outcome in new[] { DnsOutcome.ServerFailure, DnsOutcome.Timeout })
        {
            var test = Test(Healthy().Fails(name, outcome).Fails(name.Replace("mx1", "mx2", StringComparison.Ordinal), outcome));
            Assert.Equal([part], test.Unknown);
            Assert.False(test.Passed);
            Assert.DoesNotContain(test.Findings, finding => finding.Id.EndsWith("Missing", StringComparison.Ordinal) && finding.Check == part);
        }
    }

    [Fact]
    public void A_domain_whose_servers_do_not_answer_is_unknown_and_not_bad()
    {
        var dns = new FakeMailDns();
        foreach (var name in new[] { "example.test", "_mta-sts.example.test", "_smtp._tls.example.test", "default._bimi.example.test" })
        {
            dns.Fails(name, DnsOutcome.Timeout);
        }

        var test = Test(dns);
        Assert.StartsWith("Not known: ", test.Verdict, StringComparison.Ordinal);
        Assert.Contains("MX", test.Unknown);
        Assert.Contains("SPF", test.Unknown);
        Assert.DoesNotContain(test.Findings, finding => finding.Severity == FindingSeverity.Error);
    }

    [Fact]
    public void A_domain_that_does_not_exist_is_asked_for_once()
    {
        var dns = new FakeMailDns();
        var test = Test(dns);
        Assert.Equal("Failed: 1 error", test.Verdict);
        Assert.Equal(["MxDomainMissing"], test.Findings.Select(finding => finding.Id));
        Assert.Single(dns.Questions);
        Assert.Null(test.Spf);
    }

    /// <summary>A domain that is an alias of nothing exists, and what stands below it counts.</summary>
    [Fact]
    public void A_domain_that_is_an_alias_of_nothing_is_looked_at()
    {
        var test = Test(new FakeMailDns().Cname("example.test", "gone.test").Txt("_dmarc.example.test", "v=DMARC1; p=reject").Txt("default._domainkey.example.test", "v=DKIM1; p=" + s_key));

        Assert.Contains(test.Findings, finding => finding.Id == "MxDanglingAlias" && finding.Evidence.Contains("gone.test", StringComparison.Ordinal));
        Assert.DoesNotContain(test.Findings, finding => finding.Id is "MxDomainMissing" or "MxMissing");
        Assert.Equal(DmarcPolicy.Reject, test.Dmarc!.Policy);
        Assert.Equal(DomainRecordStatus.Found, test.Dkim!.Status);
    }

    [Fact]
    public void What_is_no_domain_is_not_asked_for()
    {
        var dns = new FakeMailDns();
        var test = new MailDomainTester(dns, new FakeFetcher()).Test("a b");
        Assert.Equal("Not a domain name", test.Verdict);
        Assert.False(test.Passed);
        Assert.Empty(dns.Questions);
    }

    // RFC 7505 4.2: whoever sends has to take the report of a failure.
    [Theory]
    [InlineData("v=spf1 -all", false)]
    [InlineData("v=spf1 ip4:192.0.2.1 -all", true)]
    public void A_domain_that_takes_no_mail_should_send_none(string spf, bool isFound)
    {
        var test = Test(new FakeMailDns().Mx("example.test", 0, ".").Txt("example.test", spf));
        Assert.Equal(isFound, test.Findings.Any(finding => finding.Id == "MxNullButSends"));
        Assert.Contains(test.Findings, finding => finding.Id == "MxNull");
    }

    private static readonly Dictionary<string, Action<FakeMailDns>> s_faultyZones = new()
    {
        ["MxMissing"] = dns => dns.Txt("example.test", "x"),
        ["MxDanglingAlias"] = dns => dns.Cname("example.test", "gone.test"),
        ["MxNoneUsable"] = dns => dns.Mx("example.test", 10, "gone.example.test"),
        ["MxNoAddress"] = dns => dns.Mx("example.test", 10, "gone.example.test"),
        ["MxIpLiteral"] = dns => dns.Mx("example.test", 10, "192.0.2.1"),
        ["MxAlias"] = dns => dns.Mx("example.test", 10, "a.example.test").Cname("a.example.test", "b.example.test").A("b.example.test", "8.8.4.4"),
        ["MxAliasLoop"] = dns => dns.Mx("example.test", 10, "a.example.test").Cname("a.example.test", "b.example.test").Cname("b.example.test", "a.example.test"),
        ["MxNonGlobalAddress"] = dns => dns.Mx("example.test", 10, "a.example.test").A("a.example.test", "10.1.2.3"),
        ["MxInvalidHostName"] = dns => dns.Mx("example.test", 10, "a_b.example.test").A("a_b.example.test", "8.8.4.4"),
        ["MxDuplicate"] = dns => dns.Mx("example.test", 10, "a.example.test").Mx("example.test", 20, "a.example.test").A("a.example.test", "8.8.4.4"),
        ["MxNullMalformed"] = dns => dns.Mx("example.test", 10, "."),
        ["MxImplicit"] = dns => dns.A("example.test", "8.8.4.4"),
        ["MxSingle"] = dns => dns.Mx("example.test", 10, "a.example.test").A("a.example.test", "8.8.4.4"),
        ["MxNoIpv6"] = dns => dns.Mx("example.test", 10, "a.example.test").A("a.example.test", "8.8.4.4"),
        ["MxReverseNotConfirmed"] = dns => dns.Mx("example.test", 10, "a.example.test").A("a.example.test", "8.8.4.4"),
        ["MxSingleNameServer"] = dns => dns.Mx("example.test", 10, "a.example.test").A("a.example.test", "8.8.4.4").Zone("example.test", "ns.example.test"),
        ["MxLookupFailed"] = dns => dns.Mx("example.test", 10, "a.example.test").Fails("a.example.test", DnsOutcome.Timeout),
        ["MxTooMany"] = dns => Enumerable.Range(0, 101).ToList().ForEach(i => dns.Mx("example.test", i, "a.example.test").A("a.example.test", "8.8.4.4")),
    };

    public static TheoryData<string> MxFaults => [.. s_faultyZones.Keys];

    [Theory]
    [MemberData(nameof(MxFaults))]
    public void What_is_wrong_with_mail_exchangers_is_found(string id)
    {
        var dns = new FakeMailDns();
        s_faultyZones[id](dns);
        var test = new MailDomainTester(dns, new FakeFetcher(), new MailDomainTestOptions { DnsOnly = true, DkimSelectors = ["s1"] }).Test("example.test");
        Assert.Contains(test.Findings, finding => finding.Id == id && finding.Check == "Mx" && finding.Evidence.Length > 0);
    }

    [Fact]
    public void Each_kind_of_fault_of_mail_exchangers_has_its_test() => Assert.Equal(
        MailExchangerFindings.Group.Kinds.Select(kind => kind.Id).Except(["MxDomainMissing", "MxNull", "MxNullButSends"]).Order(StringComparer.Ordinal),
        s_faultyZones.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_zone_is_the_domains_or_one_above()
    {
        var dns = Healthy().Zone("test", "ns2.test", "ns1.test");
        var zone = Test(dns).Zone!;
        Assert.Equal("test", zone.Name);
        Assert.Equal(["ns1.test", "ns2.test"], zone.NameServers);
        Assert.Equal("ns2.test", zone.Start.PrimaryServer);
        Assert.Null(Test(Healthy().Fails("example.test", DnsOutcome.Timeout, DnsRecordType.Soa)).Zone);
    }

    [Fact]
    public void A_domain_that_is_to_be_parked_takes_and_sends_nothing()
    {
        var options = new MailDomainTestOptions { IsParked = true };
        Assert.Equal(["DomainParkedSends", "DomainParkedTakesMail"], WholeIds(Healthy(), options));
        Assert.Equal(["DomainParkedNotRejected", "DomainParkedSends"], WholeIds(new FakeMailDns().Mx("example.test", 0, "."), options));
        Assert.Equal(
            ["DomainParkedNotRejected"],
            WholeIds(new FakeMailDns().Mx("example.test", 0, ".").Txt("example.test", "v=spf1 -all").Txt("_dmarc.example.test", "v=DMARC1; p=reject; sp=none"), options));
        Assert.Empty(WholeIds(new FakeMailDns().Mx("example.test", 0, ".").Txt("example.test", "v=spf1 -all").Txt("_dmarc.example.test", "v=DMARC1; p=reject"), options));
    }

    [Fact]
    public void Servers_that_nobody_approved_are_told()
    {
        var zone = Healthy().Zone("example.test", "ns1.example.test", "ns.other.test");
        Assert.Equal(
            ["DomainExchangerNotApproved", "DomainNameServerNotApproved"],
            WholeIds(zone, new MailDomainTestOptions { ApprovedMailExchangers = ["mx1.example.test"], ApprovedNameServers = ["EXAMPLE.test."] }));
        Assert.Empty(WholeIds(zone, new MailDomainTestOptions { ApprovedMailExchangers = ["example.test"], ApprovedNameServers = ["example.test", "ns.other.test"] }));
        Assert.Equal(["DomainNameServersUnknown"], WholeIds(Healthy(), new MailDomainTestOptions { ApprovedNameServers = ["example.test"] }));
    }

    [Theory]
    [InlineData("_dmarc.example.test", "v=spf1 -all", "DomainUnrelatedText")]
    [InlineData("_mta-sts.example.test", "google-site-verification=1", "DomainUnrelatedText")]
    [InlineData("_smtp._tls.example.test", "v=spf1 -all", "DomainUnrelatedText")]
    [InlineData("default._bimi.example.test", "v=spf1 -all", "DomainUnrelatedText")]
    [InlineData("example.test", "v=STSv1; id=1;", "DomainMisplacedText")]
    [InlineData("example.test", "v=TLSRPTv1; rua=mailto:a@example.test", "DomainMisplacedText")]
    [InlineData("example.test", "v=BIMI1; l=; a=;", "DomainMisplacedText")]
    public void Text_in_the_wrong_place_is_told(string name, string text, string id) => Assert.Equal([id], WholeIds(Healthy().Txt(name, text), new MailDomainTestOptions()));

    [Fact]
    public void Without_HTTPS_nothing_is_fetched()
    {
        var fetcher = new FakeFetcher();
        var test = new MailDomainTester(Healthy(), fetcher, new MailDomainTestOptions { DnsOnly = true }).Test("example.test");
        Assert.Null(test.MtaSts);
        Assert.Null(test.Bimi);
        Assert.Empty(fetcher.Requests);
    }

    [Fact]
    public void The_catalogue_is_whole_and_its_ids_are_unique()
    {
        Assert.All(MailDomainTester.Catalogue, CatalogueAssert.IsWhole);
        var ids = MailDomainTester.Catalogue.SelectMany(group => group.Kinds).Concat(SmtpChecks.All.SelectMany(check => check.Findings)).Select(kind => kind.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>What a collection expression makes for a read-only list has no indexer that PowerShell finds: $test.Findings[0] would be the whole list.</summary>
    [Fact]
    public void Lists_can_be_indexed_in_PowerShell()
    {
        var strange = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Look(Test(Healthy().Fails("_smtp._tls.example.test", DnsOutcome.NoData)));
        Assert.Empty(strange);

        void Look(object value)
        {
            if (!seen.Add(value) || value.GetType().Namespace?.StartsWith("SmtpTools", StringComparison.Ordinal) != true)
            {
                return;
            }

            foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
            {
                if (property.GetValue(value) is { } inner and not string)
                {
                    if (inner.GetType().Name.StartsWith("<>", StringComparison.Ordinal))
                    {
                        _ = strange.Add($"{property.DeclaringType!.Name}.{property.Name}");
                    }

                    (inner as System.Collections.IEnumerable)?.Cast<object>().ToList().ForEach(Look);
                    Look(inner);
                }
            }
        }
    }

    private static string NewKey()
    {
        using var key = RSA.Create(2048);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    private static IEnumerable<string> WholeIds(FakeMailDns dns, MailDomainTestOptions options) =>
        new MailDomainTester(dns, new FakeFetcher().Add(PolicyUri, Policy), options).Test("example.test").Findings
            .Where(finding => finding.Check == "Domain").Select(finding => finding.Id).Order(StringComparer.Ordinal);

    private static MailDomainTest Test(FakeMailDns dns) => new MailDomainTester(dns, new FakeFetcher().Add(PolicyUri, Policy)).Test("example.test");

    private static FakeMailDns Healthy() => new FakeMailDns { IsAuthentic = true }
        .Mx("example.test", 10, "mx1.example.test").Mx("example.test", 20, "mx2.example.test")
        .A("mx1.example.test", "8.8.4.4").Aaaa("mx1.example.test", "2606:4700::1111").A("mx2.example.test", "9.9.9.9")
        .Ptr("8.8.4.4", "mx1.example.test").Ptr("9.9.9.9", "mx2.example.test").Ptr("2606:4700::1111", "mx1.example.test")
        .Txt("example.test", "v=spf1 mx -all").Txt("_dmarc.example.test", "v=DMARC1; p=reject; rua=mailto:dmarc@example.test")
        .Txt("_mta-sts.example.test", "v=STSv1; id=1;").Txt("_smtp._tls.example.test", "v=TLSRPTv1; rua=mailto:tls@example.test")
        .Tlsa("_25._tcp.mx1.example.test", "3 1 1 " + Digest).Tlsa("_25._tcp.mx1.example.test", "2 1 1 " + Digest).Tlsa("_25._tcp.mx2.example.test", "2 1 1 " + Digest)
        .Txt("default._domainkey.example.test", "v=DKIM1; p=" + s_key[..200], s_key[200..])
        .Txt("default._bimi.example.test", "v=BIMI1; l=; a=;");
}

using System.Text;
using SmtpTools.Tests.Dns;
using SmtpTools.Tests.Http;

namespace SmtpTools.Tests.Bimi;

public sealed class BimiEvaluatorTests : IDisposable
{
    private const string LogoUri = "https://www.example.test/logo.svg";
    private const string MarkUri = "https://www.example.test/mark.pem";
    private const string Record = "v=BIMI1; l=" + LogoUri + "; a=" + MarkUri;

    private readonly TestMark _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void A_domain_in_order_has_no_finding()
    {
        var fetcher = Files(_authority.Issue("example.test", SvgProfileTests.Good));
        var evaluator = new BimiEvaluator(NewDns().Txt("default._bimi.example.test", Record), fetcher);
        evaluator.TrustedRoots.Add(_authority.Root);

        var result = evaluator.Evaluate("example.test");

        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.True(result.Findings.Count == 0, string.Join(" ", result.Findings));
        Assert.Equal("Example", result.Logo!.Title);
        Assert.True(result.Certificate!.IsLogoSame);
        Assert.True(result.Certificate.IsTrusted);
        Assert.Contains("CN=Brand", result.Certificate.Certificate!.Subject, StringComparison.Ordinal);
        Assert.Equal("Registered Mark", result.Certificate.MarkType);
        Assert.Equal("example.test", result.RecordDomain);
    }

    [Theory]
    [InlineData("other.test", SvgProfileTests.Good, "1.3.6.1.5.5.7.3.31", 100, "not for example.test")]
    [InlineData("example.test", null, "1.3.6.1.5.5.7.3.31", 100, "no logo")]
    [InlineData("example.test", "<svg/>", "1.3.6.1.5.5.7.3.31", 100, "another one")]
    [InlineData("example.test", SvgProfileTests.Good, "1.3.6.1.5.5.7.3.1", 100, "not for BIMI")]
    [InlineData("example.test", SvgProfileTests.Good, "1.3.6.1.5.5.7.3.31", -5, "NotTimeValid")]
    public void What_is_wrong_with_a_mark_certificate_is_found(string name, string? logo, string usage, int daysLeft, string why)
    {
        var result = Evaluate(NewDns().Txt("default._bimi.example.test", Record), Files(_authority.Issue(name, logo, usage, daysLeft)));
        var finding = Assert.Single(result.Findings);
        Assert.Equal("BimiCertificateInvalid", finding.Id);
        Assert.Contains(why, finding.Evidence, StringComparison.Ordinal);
        Assert.Null(result.Certificate!.IsTrusted);
    }

    // Minimum Security Requirements for Issuance of Mark Certificates 7.1.4.2.2
    [Theory]
    [InlineData("1.3.6.1.4.1.53087.1.13", null, "has no markType")]
    [InlineData("1.3.6.1.4.1.53087.1.13", "Nice Mark", "Nice Mark is none of")]
    [InlineData("1.3.6.1.4.1.53087.1.13", "Government Mark", "lacks statuteCountryName, statuteCitation")]
    [InlineData("1.3.6.1.4.1.53087.1.13", "Prior Use Mark", "lacks priorUseMarkSourceURL")]
    [InlineData("1.3.6.1.4.1.53087.1.4", null, "lacks trademarkIdentifier")]
    [InlineData("2.5.4.7", null, "lacks localityName or stateOrProvinceName")]
    [InlineData("1.3.6.1.4.1.311.60.2.1.1", "Town", "lacks jurisdictionStateOrProvinceName")]
    [InlineData("1.3.6.1.4.1.53087.3.5", "Act 1", "has statuteCitation, which belong to another kind of mark than Registered Mark")]
    [InlineData("1.3.6.1.4.1.53087.5.1", "https://example.test/", "has priorUseMarkSourceURL")]
    [InlineData("1.3.6.1.4.1.53087.1.13", "Prior Use Mark", "has trademarkCountryOrRegionName, trademarkIdentifier")]
    public void A_subject_says_whose_mark_it_is_and_what_it_rests_on(string oid, string? value, string why)
    {
        var result = Evaluate(NewDns().Txt("default._bimi.example.test", Record), Files(_authority.Issue("example.test", SvgProfileTests.Good, changes: (oid, value))));
        var finding = Assert.Single(result.Findings);
        Assert.Equal("BimiCertificateInvalid", finding.Id);
        Assert.Contains(why, finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_mark_certificates_do_not_have_is_told()
    {
        var result = Evaluate(NewDns().Txt("default._bimi.example.test", Record), Files(_authority.Issue("example.test", SvgProfileTests.Good, changes: ("2.5.4.12", "Mark of the year"))));

        Assert.Equal(["2.5.4.12"], result.Certificate!.UnknownSubjectAttributes);
        Assert.Equal(["BimiCertificateSubject"], Ids(result));
    }

    [Theory]
    [InlineData("avp=brand; lps=news, offers-2", null)]
    [InlineData("avp=personal", null)]
    [InlineData("avp=corporate", "avp=corporate")]
    [InlineData("lps=a_b", "lps=a_b")]
    [InlineData("lps=", "lps=")]
    [InlineData("svg=1; avp=brand; x=2", "svg=1, x=2")]
    public void Tags_that_mean_nothing_are_told(string tags, string? told)
    {
        var findings = Evaluate(NewDns().Txt("default._bimi.example.test", $"v=BIMI1; l=; {tags}"), new FakeFetcher()).Findings;

        Assert.Equal(told is null ? [] : [$"default._bimi.example.test has {told}."], findings.Select(f => f.Evidence));
        Assert.All(findings, f => Assert.Equal("BimiRecordOddity", f.Id));
    }

    [Theory]
    [InlineData("Untitled", true)]
    [InlineData("bimi-svg-tiny-12-ps", true)]
    [InlineData("SVG Tiny PS", true)]
    [InlineData("Example Ltd", false)]
    [InlineData("Titleist", false)]
    public void A_title_that_a_program_left_is_told(string title, bool isPlaceholder)
    {
        var logo = SvgProfileTests.Good.Replace("<title>Example<", $"<title>{title}<", StringComparison.Ordinal);

        var result = Evaluate(NewDns().Txt("default._bimi.example.test", "v=BIMI1; l=" + LogoUri), new FakeFetcher().Add(LogoUri, logo, "image/svg+xml"));

        Assert.Equal(isPlaceholder, Ids(result).Contains("BimiLogoTitle"));
    }

    [Fact]
    public void A_certificate_that_soon_runs_out_is_told() => Assert.Equal(
        ["BimiCertificateExpires"],
        Ids(Evaluate(NewDns().Txt("default._bimi.example.test", Record), Files(_authority.Issue("example.test", SvgProfileTests.Good, daysLeft: 10)))));

    // draft-fetch-validation-vmc-wchuang 5.2
    [Theory]
    [InlineData("news.example.test", true)]
    [InlineData("News.Example.TEST", true)]
    [InlineData("default._bimi.news.example.test", true)]
    [InlineData("example.test", true)]
    [InlineData("default._bimi.example.test", true)]
    [InlineData("brand._bimi.example.test", false)]
    [InlineData("*.example.test", false)]
    [InlineData("*.news.example.test", false)]
    [InlineData("mail.example.test", false)]
    [InlineData("test", false)]
    public void A_certificate_is_for_the_domain_or_its_organizational_domain_or_a_selector_of_one(string name, bool isFor)
    {
        var dns = NewDns().Txt("default._bimi.news.example.test", Record);

        var result = new BimiEvaluator(dns, Files(_authority.Issue(name, SvgProfileTests.Good))).Evaluate("news.example.test");

        Assert.Equal(isFor ? [] : [$"It is for {name} and not for news.example.test or example.test."], result.Certificate!.Problems);
    }

    // The organizational domain's record stands in, and the certificate may still be for the domain below.
    [Theory]
    [InlineData("news.example.test", true)]
    [InlineData("example.test", true)]
    [InlineData("other.test", false)]
    public void So_it_is_with_a_record_that_stands_in(string name, bool isFor)
    {
        var dns = NewDns().Txt("default._bimi.example.test", Record).A("news.example.test", "8.8.4.4");

        var result = new BimiEvaluator(dns, Files(_authority.Issue(name, SvgProfileTests.Good))).Evaluate("news.example.test");

        Assert.Equal(isFor, result.Certificate!.IsValid);
    }

    [Theory]
    [InlineData("example.test", true)]
    [InlineData("other.test", false)]
    public void Where_the_organizational_domain_is_not_known_each_domain_above_may_be_it(string name, bool isFor)
    {
        var dns = new FakeMailDns().Fails("_dmarc.example.test", DnsOutcome.Timeout).Txt("default._bimi.news.example.test", Record);

        var result = new BimiEvaluator(dns, Files(_authority.Issue(name, SvgProfileTests.Good))).Evaluate("news.example.test");

        Assert.Equal(isFor, result.Certificate!.IsValid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_is_no_certificate_is_told(string pem) => Assert.Equal(
        ["BimiCertificateInvalid"], Ids(Evaluate(NewDns().Txt("default._bimi.example.test", Record), Files(Encoding.ASCII.GetBytes(pem)))));

    [Fact]
    public void An_issuer_that_is_not_among_those_given_is_told()
    {
        using var other = new TestMark();
        var evaluator = new BimiEvaluator(NewDns().Txt("default._bimi.example.test", Record), Files(_authority.Issue("example.test", SvgProfileTests.Good)));
        evaluator.TrustedRoots.Add(other.Root);
        var result = evaluator.Evaluate("example.test");
        Assert.False(result.Certificate!.IsTrusted);
        Assert.Equal(["BimiCertificateInvalid"], Ids(result));
    }

    [Fact]
    public void Logo_and_certificate_are_checked_each_by_itself()
    {
        var result = Evaluate(NewDns().Txt("default._bimi.example.test", Record), new FakeFetcher().Fails(LogoUri, HttpsOutcome.Timeout).Add(MarkUri, "x", status: 404));
        Assert.Equal(["BimiLogoUnreachable", "BimiCertificateUnreachable"], Ids(result));
        var html = Evaluate(NewDns().Txt("default._bimi.example.test", "v=BIMI1; l=" + LogoUri), new FakeFetcher().Add(LogoUri, "<html/>", "text/html"));
        Assert.Equal(["BimiLogoType", "BimiLogoInvalid", "BimiCertificateMissing"], Ids(html));
    }

    [Fact]
    public void The_organizational_domains_record_stands_in()
    {
        var dns = NewDns().Txt("default._bimi.example.test", "v=BIMI1; l=;").Mx("news.example.test", 0, ".");
        var evaluator = new BimiEvaluator(dns, new FakeFetcher());
        var result = evaluator.Evaluate("news.example.test");
        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.Equal("example.test", result.RecordDomain);
        Assert.Empty(result.Findings);
        Assert.Equal(DomainRecordStatus.NotFoundAmongTried, evaluator.Evaluate("news.example.test", "other").Status);
    }

    [Theory]
    [InlineData("_dmarc.news.example.test", DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    [InlineData("_dmarc.example.test", DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    [InlineData("_dmarc.example.test", DnsOutcome.ServerFailure, DomainRecordStatus.ServerFailure)]
    public void An_organizational_domain_that_is_not_known_is_no_absence(string name, DnsOutcome outcome, DomainRecordStatus status)
    {
        var dns = new FakeMailDns().Fails(name, outcome).Txt("default._bimi.example.test", "v=BIMI1; l=;").A("news.example.test", "8.8.4.4");

        var result = new BimiEvaluator(dns, new FakeFetcher()).Evaluate("news.example.test");

        Assert.Equal((status, true), (result.Status, result.IsTransient));
        Assert.Contains(name, result.Detail, StringComparison.Ordinal);
        Assert.Empty(result.Findings);
    }

    [Theory]
    [InlineData("_dmarc.news.example.test", null)]
    [InlineData("_dmarc.example.test", null)]
    [InlineData("_dmarc.example.test", "v=DMARC1; p=reject")]
    public void A_DMARC_policy_that_could_not_be_asked_for_is_told(string name, string? own)
    {
        var dns = new FakeMailDns().Fails(name, DnsOutcome.Timeout).Txt("default._bimi.news.example.test", "v=BIMI1; l=" + LogoUri);
        _ = own is null ? dns : dns.Txt("_dmarc.news.example.test", own);

        var result = new BimiEvaluator(dns, new FakeFetcher().Add(LogoUri, SvgProfileTests.Good, "image/svg+xml")).Evaluate("news.example.test");

        Assert.Equal(DomainRecordStatus.Found, result.Status);
        Assert.Equal(["BimiDmarcUnknown", "BimiCertificateMissing"], Ids(result));
        Assert.Contains(name, result.Findings[0].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=BIMI1; l=; | v=BIMI1; l=;", DomainRecordStatus.Invalid, "BimiRecordsMultiple")]
    [InlineData("v=BIMI1; l=http://a.test/", DomainRecordStatus.Invalid, "BimiRecordInvalid")]
    [InlineData("other", DomainRecordStatus.NotFoundAmongTried, "BimiMissing")]
    public void One_record_counts(string records, DomainRecordStatus status, string finding)
    {
        var dns = NewDns();
        foreach (var record in records.Split(" | "))
        {
            dns.Txt("default._bimi.example.test", record);
        }

        var result = Evaluate(dns, new FakeFetcher());
        Assert.Equal(status, result.Status);
        Assert.Equal([finding], Ids(result));
    }

    [Theory]
    [InlineData(DnsOutcome.ServerFailure, DomainRecordStatus.ServerFailure)]
    [InlineData(DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    public void A_failed_question_is_no_absence(DnsOutcome outcome, DomainRecordStatus status) =>
        Assert.Equal(status, Evaluate(NewDns().Fails("default._bimi.example.test", outcome), new FakeFetcher()).Status);

    [Fact]
    public void Names_that_are_none_are_not_asked_for()
    {
        var evaluator = new BimiEvaluator(new FakeMailDns(), new FakeFetcher());
        Assert.Equal(DomainRecordStatus.InvalidDomain, evaluator.Evaluate("a b").Status);
        Assert.Equal(DomainRecordStatus.InvalidDomain, evaluator.Evaluate("example.test", "a b").Status);
        Assert.Equal(DomainRecordStatus.NxDomain, evaluator.Evaluate("example.test").Status);
    }

    [Theory]
    [InlineData("v=DMARC1; p=none", true)]
    [InlineData("other", true)]
    [InlineData("v=DMARC1; p=quarantine", false)]
    [InlineData("v=DMARC1; p=reject; pct=100", false)]
    [InlineData("v=DMARC1; p=quarantine; pct=50", true)]
    [InlineData("v=DMARC1; p=reject; sp=none", true)]
    [InlineData("v=DMARC1; p=reject; sp=quarantine", false)]
    [InlineData("v=DMARC1; p=quarantine; t=y", true)]
    public void A_logo_wants_an_enforced_DMARC_policy(string dmarc, bool isFound)
    {
        var dns = new FakeMailDns().Txt("_dmarc.example.test", dmarc).Txt("default._bimi.example.test", "v=BIMI1; l=" + LogoUri);
        var result = Evaluate(dns, new FakeFetcher().Add(LogoUri, SvgProfileTests.Good, "image/svg+xml"));
        Assert.Equal(isFound, Ids(result).Contains("BimiDmarcNotEnforced"));
    }

    /// <summary>The organizational domain's policy counts beside the domain's own.</summary>
    [Theory]
    [InlineData("v=DMARC1; p=reject", "v=DMARC1; p=reject", "")]
    [InlineData("v=DMARC1; p=none", "v=DMARC1; p=reject", "organizational domain example.test is None")]
    [InlineData("v=DMARC1; p=reject; sp=none", "v=DMARC1; p=reject", "sp=none")]
    [InlineData("v=DMARC1; p=none; sp=reject", null, "organizational domain example.test is None")]
    [InlineData("v=DMARC1; p=reject; sp=none", null, "The DMARC policy is None.")]
    [InlineData("v=DMARC1; p=reject", null, "")]
    public void A_logo_wants_both_policies_enforced(string organizational, string? own, string why)
    {
        var dns = new FakeMailDns().Txt("_dmarc.example.test", organizational).Txt("default._bimi.news.example.test", "v=BIMI1; l=" + LogoUri).A("news.example.test", "8.8.4.4");
        _ = own is null ? dns : dns.Txt("_dmarc.news.example.test", own);

        var findings = new BimiEvaluator(dns, new FakeFetcher().Add(LogoUri, SvgProfileTests.Good, "image/svg+xml")).Evaluate("news.example.test").Findings;

        var evidence = findings.SingleOrDefault(f => f.Id == "BimiDmarcNotEnforced")?.Evidence;
        Assert.Equal(why.Length == 0, evidence is null);
        Assert.Contains(why, evidence ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_begins_with_the_authority_is_in_the_wrong_order()
    {
        var pem = Encoding.ASCII.GetString(_authority.Issue("example.test", SvgProfileTests.Good));
        var second = pem.LastIndexOf("-----BEGIN", StringComparison.Ordinal);

        var result = Evaluate(NewDns().Txt("default._bimi.example.test", Record), Files(Encoding.ASCII.GetBytes(pem[second..] + pem[..second])));

        Assert.Contains("CN=Brand", result.Certificate!.Certificate!.Subject, StringComparison.Ordinal);
        Assert.Equal("The file begins with CN=Test mark root; the domain's own certificate has to be the first.", Assert.Single(result.Certificate.Problems));
    }

    [Fact]
    public void Kinds_of_findings_are_whole() => CatalogueAssert.IsWhole(BimiFindings.Group);

    private static FakeMailDns NewDns() => new FakeMailDns().Txt("_dmarc.example.test", "v=DMARC1; p=reject");

    private static FakeFetcher Files(byte[] mark) => new FakeFetcher().Add(LogoUri, SvgProfileTests.Good, "image/svg+xml").Add(MarkUri, mark, "application/pem-certificate-chain");

    private static BimiResult Evaluate(FakeMailDns dns, FakeFetcher fetcher) => new BimiEvaluator(dns, fetcher).Evaluate("example.test");

    private static IEnumerable<string> Ids(BimiResult result) => result.Findings.Select(f => f.Id);
}

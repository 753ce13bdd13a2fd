using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.TlsRpt;

public class TlsRptTests
{
    // The examples of RFC 8460 are in Rfc8460ExamplesTests.
    [Theory]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com,https://example.com/t?x=%2C;", "mailto:a@example.com https://example.com/t?x=%2C")]
    [InlineData("v=TLSRPTv1 ; rua=mailto:a@example.com , mailto:b%21c@example.com ; ext=1", "mailto:a@example.com mailto:b%21c@example.com")]
    public void A_record_has_addresses(string text, string uris)
    {
        Assert.True(TlsRptRecordParser.TryParse(text, out var record, out var fault), fault);
        Assert.Equal(uris.Split(' '), record.ReportUris);
    }

    [Theory]
    [InlineData("v=TLSRPTv1;", "no rua")]
    [InlineData("v=TLSRPTv1; rua=", "empty address")]
    [InlineData("v=TLSRPTv1; rua=reports@example.com", "no address of the form")]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com!10m", "no address of the form")]
    [InlineData("v=TLSRPTv1; rua=http://example.com/", "neither mailto nor https")]
    [InlineData("v=TLSRPTv1; rua=mailto:nobody", "no mail address")]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com,,mailto:b@example.com", "empty address")]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com; rua=mailto:b@example.com", "more than one rua")]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com;; x=y", "empty field")]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com; x", "no field of the form")]
    [InlineData("v=TLSRPTv2; rua=mailto:a@example.com", "does not begin")]
    [InlineData("V=TLSRPTv1; rua=mailto:a@example.com", "does not begin")]
    public void What_is_no_record_says_why(string text, string why)
    {
        Assert.False(TlsRptRecordParser.TryParse(text, out _, out var fault));
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    // RFC 8460 3: records that do not begin with the version are passed over; of the others there must be one.
    [Theory]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com | x", DomainRecordStatus.Found, "")]
    [InlineData("v=TLSRPTv1; rua=mailto:a@example.com | v=TLSRPTv1; rua=mailto:b@example.com", DomainRecordStatus.Invalid, "TlsRptRecordsMultiple")]
    [InlineData("v=TLSRPTv1; rua=a@example.com", DomainRecordStatus.Invalid, "TlsRptRecordInvalid")]
    [InlineData("v=tlsrptv1; rua=mailto:a@example.com", DomainRecordStatus.Invalid, "TlsRptRecordInvalid")]
    [InlineData("x", DomainRecordStatus.NotFound, "TlsRptMissing")]
    public void One_record_counts(string records, DomainRecordStatus status, string finding)
    {
        var dns = new FakeMailDns();
        foreach (var record in records.Split(" | "))
        {
            dns.Txt("_smtp._tls.example.test", record);
        }

        var result = new TlsRptEvaluator(dns).Evaluate("example.test");
        Assert.Equal(status, result.Status);
        Assert.Equal(finding, string.Join(" ", result.Findings.Select(f => f.Id)));
    }

    [Theory]
    [InlineData(DnsOutcome.ServerFailure, DomainRecordStatus.ServerFailure)]
    [InlineData(DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    [InlineData(DnsOutcome.NoData, DomainRecordStatus.NotFound)]
    public void A_failed_question_is_no_absence(DnsOutcome outcome, DomainRecordStatus status) =>
        Assert.Equal(status, new TlsRptEvaluator(new FakeMailDns().Fails("_smtp._tls.example.test", outcome)).Evaluate("example.test").Status);

    [Fact]
    public void A_domain_that_does_not_exist_is_another_thing_than_one_without_a_record()
    {
        Assert.Equal(DomainRecordStatus.NxDomain, new TlsRptEvaluator(new FakeMailDns()).Evaluate("example.test").Status);
        Assert.Equal(DomainRecordStatus.NotFound, new TlsRptEvaluator(new FakeMailDns().Mx("example.test", 0, ".")).Evaluate("example.test").Status);
        Assert.Equal(DomainRecordStatus.InvalidDomain, new TlsRptEvaluator(new FakeMailDns()).Evaluate("a b").Status);
    }

    [Fact]
    public void Kinds_of_findings_are_whole() => CatalogueAssert.IsWhole(TlsRptFindings.Group);
}

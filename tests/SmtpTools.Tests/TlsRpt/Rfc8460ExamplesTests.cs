using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.TlsRpt;

/// <summary>
/// The examples of records in RFC 8460: section 3.1 and, for another domain, appendix A. Its other examples (4.5, 5.1, 5.3, appendix B)
/// are of reports, which are files and mails that this module does not read.
/// </summary>
public sealed class Rfc8460ExamplesTests
{
    /// <summary>The backslashes of the examples only say that the line goes on; zones have one string, or several, or the blanks as well.</summary>
    [Theory]
    [InlineData("example.com", "v=TLSRPTv1;rua=mailto:reports@example.com", "mailto:reports@example.com")]
    [InlineData("example.com", "v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt", "https://reporting.example.com/v1/tlsrpt")]
    [InlineData("example.com", "v=TLSRPTv1; |rua=https://reporting.example.com/v1/tlsrpt", "https://reporting.example.com/v1/tlsrpt")]
    [InlineData("example.com", "v=TLSRPTv1;                    rua=https://reporting.example.com/v1/tlsrpt", "https://reporting.example.com/v1/tlsrpt")]
    [InlineData("mail.example.com", "v=TLSRPTv1;rua=mailto:reports@example.com", "mailto:reports@example.com")]
    [InlineData("mail.example.com", "v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt", "https://reporting.example.com/v1/tlsrpt")]
    public void Section_3_1_and_appendix_A_records(string domain, string strings, string uri)
    {
        var dns = new FakeMailDns().Txt("_smtp._tls." + domain, strings.Split('|'));

        var result = new TlsRptEvaluator(dns).Evaluate(domain);

        Assert.Equal((DomainRecordStatus.Found, uri), (result.Status, Assert.Single(result.Record!.ReportUris)));
        Assert.Contains(($"_smtp._tls.{domain}", DnsRecordType.Txt), dns.Questions);
        Assert.Empty(result.Findings);
    }

    /// <summary>Section 3: reports go to every address, and to the domain's own record alone.</summary>
    [Fact]
    public void Section_3_several_addresses_and_a_subdomain()
    {
        var dns = new FakeMailDns().Txt("_smtp._tls.example.com", "v=TLSRPTv1;rua=mailto:reports@example.com,https://reporting.example.com/v1/tlsrpt").A("mail.example.com", "8.8.4.4");

        Assert.Equal(["mailto:reports@example.com", "https://reporting.example.com/v1/tlsrpt"], new TlsRptEvaluator(dns).Evaluate("example.com").Record!.ReportUris);
        Assert.Equal(DomainRecordStatus.NotFound, new TlsRptEvaluator(dns).Evaluate("mail.example.com").Status);
    }
}

using SmtpTools.Tests.Dns;
using SmtpTools.Tests.Http;

namespace SmtpTools.Tests.MtaSts;

/// <summary>The examples of RFC 8461, in its order.</summary>
public sealed class Rfc8461ExamplesTests
{
    private const string Record = "v=STSv1; id=20160831085700Z;";
    private const string Policy = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n";

    [Fact]
    public void Section_3_1_the_record()
    {
        var dns = new FakeMailDns().Txt("_mta-sts.example.com", Record);

        var result = new MtaStsEvaluator(dns, new FakeFetcher()).Evaluate("example.com");

        Assert.Equal(("20160831085700Z", Record), (result.Record!.Id, result.Record.ToString()));
        Assert.Contains(("_mta-sts.example.com", DnsRecordType.Txt), dns.Questions);
    }

    [Fact]
    public void Section_3_2_the_patterns() =>
        Assert.Equal(["mail.example.com", "*.example.net"], MtaStsPolicyParser.Read("version: STSv1\nmode: enforce\nmx: mail.example.com\r\nmx: *.example.net\nmax_age: 1").Policy!.Mx);

    [Fact]
    public void Section_3_2_the_policy()
    {
        var reading = MtaStsPolicyParser.Read(Policy);

        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
        Assert.Equal((MtaStsMode.Enforce, TimeSpan.FromSeconds(604800)), (reading.Policy!.Mode, reading.Policy.MaxAge));
        Assert.Equal(["mail.example.com", "*.example.net", "backupmx.example.com"], reading.Policy.Mx);
    }

    [Fact]
    public void Section_3_3_where_the_policy_is()
    {
        var fetcher = new FakeFetcher();

        _ = new MtaStsEvaluator(new FakeMailDns().Txt("_mta-sts.example.com", Record), fetcher).Evaluate("example.com");

        Assert.Equal(["https://mta-sts.example.com/.well-known/mta-sts.txt"], fetcher.Requests);
    }

    /// <summary>A subdomain has its own policy or none: that of the domain above it is never asked for.</summary>
    [Fact]
    public void Section_3_4_a_subdomain()
    {
        var fetcher = new FakeFetcher().Add("https://mta-sts.example.com/.well-known/mta-sts.txt", Policy);
        var dns = new FakeMailDns().Txt("_mta-sts.example.com", Record).Mx("mail.example.com", 10, "mail.example.com").A("mail.example.com", "8.8.4.4");

        Assert.Equal(DomainRecordStatus.NotFound, new MtaStsEvaluator(dns, fetcher).Evaluate("mail.example.com").Status);
        Assert.Empty(fetcher.Requests);

        _ = new MtaStsEvaluator(dns.Txt("_mta-sts.mail.example.com", Record), fetcher).Evaluate("mail.example.com");
        Assert.Equal(["https://mta-sts.mail.example.com/.well-known/mta-sts.txt"], fetcher.Requests);
    }

    [Theory]
    [InlineData("mail.example.com", true)]
    [InlineData("example.com", false)]
    [InlineData("foo.bar.example.com", false)]
    public void Section_4_1_an_asterisk(string host, bool isAllowed) =>
        Assert.Equal(isAllowed, MtaStsPolicyParser.Read("version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 1").Policy!.Allows(host));

    /// <summary>The record is an alias of the provider's; the policy is fetched under the user's own name.</summary>
    [Fact]
    public void Section_8_2_a_provider()
    {
        var fetcher = new FakeFetcher().Add("https://mta-sts.user.example/.well-known/mta-sts.txt", "version: STSv1\nmode: enforce\nmx: mx.provider.example\nmax_age: 604800");
        var dns = new FakeMailDns().Cname("_mta-sts.user.example", "_mta-sts.provider.example").Txt("_mta-sts.provider.example", Record)
            .Mx("user.example", 10, "mx.provider.example").A("mx.provider.example", "8.8.4.4");

        var result = new MtaStsEvaluator(dns, fetcher).Evaluate("user.example");

        Assert.True(result.IsEnforced);
        Assert.Equal(["_mta-sts.provider.example"], result.Aliases);
        Assert.Equal(["https://mta-sts.user.example/.well-known/mta-sts.txt"], fetcher.Requests);
    }

    /// <summary>Removing a policy: mode none for a time, with or without patterns.</summary>
    [Theory]
    [InlineData("version: STSv1\nmode: none\nmax_age: 86400")]
    [InlineData("version: STSv1\nmode: none\nmx: mx1.example.com\nmax_age: 86400")]
    public void Section_8_3_removal(string text)
    {
        var dns = new FakeMailDns().Txt("_mta-sts.example.com", Record).Mx("example.com", 10, "mx1.example.com").A("mx1.example.com", "8.8.4.4");

        var result = new MtaStsEvaluator(dns, new FakeFetcher().Add("https://mta-sts.example.com/.well-known/mta-sts.txt", text)).Evaluate("example.com");

        Assert.Equal((MtaStsMode.None, false, "MtaStsModeNone"), (result.Policy!.Mode, result.IsEnforced, Assert.Single(result.Findings).Id));
    }

    /// <summary>With *.example.com anybody's host of the domain passes for a mail exchanger.</summary>
    [Fact]
    public void Section_10_4_a_weak_pattern() =>
        Assert.True(MtaStsPolicyParser.Read("version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 1").Policy!.Allows("dhcp-123.example.com"));

    [Fact]
    public void Appendix_A_a_domain_that_begins()
    {
        var dns = new FakeMailDns().Txt("_mta-sts.example.com", Record);
        var hosts = new[] { "mx1.example.com", "mx2.example.com", "mx.backup-example.com" };
        foreach (var host in hosts)
        {
            _ = dns.Mx("example.com", 10, host).A(host, "8.8.4.4");
        }

        var result = new MtaStsEvaluator(dns, new FakeFetcher().Add(
            "https://mta-sts.example.com/.well-known/mta-sts.txt",
            "version: STSv1\nmode: testing\nmx: mx1.example.com\nmx: mx2.example.com\nmx: mx.backup-example.com\nmax_age: 1296000\n")).Evaluate("example.com");

        Assert.Equal((DomainRecordStatus.Found, MtaStsMode.Testing, TimeSpan.FromDays(15), false), (result.Status, result.Policy!.Mode, result.Policy.MaxAge, result.IsEnforced));
        Assert.Equal(hosts, result.Policy.Mx);
        Assert.All(result.Hosts, host => Assert.True(host.IsAllowed));
        Assert.Equal(["MtaStsNotEnforced"], result.Findings.Select(finding => finding.Id));
    }
}

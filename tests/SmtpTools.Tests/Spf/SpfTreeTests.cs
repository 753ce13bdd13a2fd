using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

/// <summary>What a record's tree counts and finds, against what checks of the same record come to.</summary>
public sealed class SpfTreeTests
{
    private static readonly string[] s_clients = ["203.0.113.1", "2001:db8::1"];

    /// <summary>Mechanisms behind all, and redirect beside it, are ignored in each record (RFC 7208 5.1): nothing is said of them but that.</summary>
    [Theory]
    [InlineData("-all a:h0.example a:h1.example a:h2.example a:h3.example a:h4.example a:h5.example a:h6.example a:h7.example a:h8.example a:h9.example a:h10.example", 0)]
    [InlineData("-all a:x.example a:y.example a:z.example", 0)]
    [InlineData("-all include:none.example", 0)]
    [InlineData("-all include:example.com", 0)]
    [InlineData("redirect=none.example -all", 0)]
    [InlineData("-all ptr exists:%{p}.example", 0)]
    [InlineData("-all mx:silent.example include:silent.example", 0)]
    [InlineData("-all ip4:8.0.0.0/8 ip4:0.0.0.0/0 ip4:10.0.0.0/8 all ?all", 0)]
    [InlineData("-all -all a:h0.example a:h0.example", 0)]
    [InlineData("include:inner.example -all", 1)]
    public void What_stands_behind_all_is_ignored(string terms, int lookups)
    {
        var dns = Zone("v=spf1 " + terms).Fails("silent.example", DnsOutcome.Timeout)
            .Txt("inner.example", "v=spf1 ?all a:x.example a:y.example a:z.example ptr ip4:0.0.0.0/0 include:example.com mx:silent.example redirect=none.example");

        var result = new SpfEvaluator(dns).Evaluate("example.com");

        Assert.Equal(["SpfTermsAfterAll"], result.Findings.Select(finding => finding.Id));
        Assert.Equal((lookups, 0), (result.LookupCount, result.VoidLookupCount));
        foreach (var client in s_clients)
        {
            var check = Check(dns, client);
            Assert.Equal((SpfResult.Fail, lookups, 0), (check.Result, check.LookupCount, check.VoidLookupCount));
        }
    }

    /// <summary>One error anywhere makes a record a permerror (RFC 7208 4.6), so also one behind all.</summary>
    [Fact]
    public void An_error_behind_all_is_one()
    {
        var dns = Zone("v=spf1 -all ipv4:8.8.8.8");

        Assert.Equal("SpfSyntaxError", Assert.Single(new SpfEvaluator(dns).Evaluate("example.com").Findings).Id);
        Assert.Equal(SpfResult.PermError, Check(dns, s_clients[0]).Result);
    }

    private static FakeMailDns Zone(string record)
    {
        var dns = new FakeMailDns().Txt("example.com", record);
        for (var n = 0; n < 11; n++)
        {
            _ = dns.A($"h{n}.example", $"8.8.4.{n}").Aaaa($"h{n}.example", $"2001:4860::{n}");
        }

        return dns;
    }

    private static SpfCheckResult Check(FakeMailDns dns, string client) => new SpfChecker(dns).Check(new SpfClient(IPAddress.Parse(client), "user@example.com", "mx.example.org"));
}

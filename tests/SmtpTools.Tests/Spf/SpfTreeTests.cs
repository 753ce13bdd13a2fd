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

    /// <summary>
    /// A check asks for addresses of the client's family alone (RFC 7208 5), and for A records whatever it is with exists (RFC 7208 5.7). The
    /// addresses of mail exchangers are no look-ups of a term. A name of four.example has A records alone, one of six.example AAAA records.
    /// </summary>
    [Theory]
    [InlineData("a:a.four.example a:b.four.example", 0, 2, null)]
    [InlineData("a:a.four.example a:b.four.example a:c.four.example", 0, 3, "SpfTooManyVoidLookupsOfOneFamily")]
    [InlineData("a:a.six.example include:inner.example a:c.six.example", 3, 0, "SpfTooManyVoidLookupsOfOneFamily")]
    [InlineData("a:a.four.example a:b.four.example a:a.six.example a:b.six.example", 2, 2, null)]
    [InlineData("a:a.four.example a:b.four.example a:c.four.example a:a.six.example a:b.six.example a:c.six.example", 3, 3, "SpfTooManyVoidLookups")]
    [InlineData("a:none.example a:a.four.example mx:none2.example", 2, 3, "SpfTooManyVoidLookupsOfOneFamily")]
    [InlineData("exists:none.example -exists:a.four.example", 1, 1, null)]
    [InlineData("exists:a.six.example exists:b.six.example exists:c.six.example", 3, 3, "SpfTooManyVoidLookups")]
    [InlineData("mx:a.mx.example mx:b.mx.example mx:c.mx.example", 0, 0, null)]
    public void Empty_answers_are_counted_for_each_family(string terms, int ipv4, int ipv6, string? expected)
    {
        var dns = Zone($"v=spf1 {terms} -all").A("*.four.example", "8.8.4.4").Aaaa("*.six.example", "2001:4860::1").Mx("*.mx.example", 10, "a.four.example")
            .Txt("inner.example", "v=spf1 a:b.six.example ?all");

        var result = new SpfEvaluator(dns).Evaluate("example.com");

        Assert.Equal(
            (ipv4, ipv6, Math.Max(ipv4, ipv6)), (result.Tree!.Ipv4VoidLookupCount, result.Tree.Ipv6VoidLookupCount, result.VoidLookupCount));
        Assert.Equal(expected, result.Findings.Select(finding => finding.Id).SingleOrDefault(id => id.StartsWith("SpfTooManyVoid", StringComparison.Ordinal)));
        foreach (var (client, count) in s_clients.Zip([ipv4, ipv6]))
        {
            var check = Check(dns, client);
            Assert.Equal((count > SpfChecker.MaxVoidLookups ? SpfResult.PermError : SpfResult.Fail, count), (check.Result, check.VoidLookupCount));
        }
    }

    [Theory]
    [InlineData("a:x.four.example", "(1, 1 empty over IPv6)")]
    [InlineData("a:x.six.example", "(1, 1 empty over IPv4)")]
    [InlineData("include:both.example", "(4, 1 empty over IPv4 and 2 over IPv6)")]
    [InlineData("a:none.example", "(1, 1 empty)")]
    public void The_empty_answers_of_each_family_are_shown(string term, string expected)
    {
        var dns = Zone("v=spf1 " + term).A("x.four.example", "8.8.4.4").Aaaa("x.six.example", "2001:4860::1")
            .A("y.four.example", "8.8.4.4").Txt("both.example", "v=spf1 a:x.four.example a:y.four.example a:x.six.example -all");

        Assert.Equal($"{term} {expected}", new SpfEvaluator(dns).Evaluate("example.com").Tree!.Children[0].ToString());
    }

    /// <summary>A check of the family that could not be asked for ends in temperror, whatever the other family has.</summary>
    [Theory]
    [InlineData(DnsRecordType.A, 0)]
    [InlineData(DnsRecordType.Aaaa, 1)]
    public void One_family_that_cannot_be_asked_for_is_not_hidden_by_the_other(DnsRecordType type, int client)
    {
        var dns = Zone("v=spf1 a:h0.example -all").Fails("h0.example", DnsOutcome.Timeout, type);

        var result = new SpfEvaluator(dns).Evaluate("example.com");

        Assert.Equal("SpfIncludeUnknown", Assert.Single(result.Findings).Id);
        Assert.Equal(SpfResult.TempError, Check(dns, s_clients[client]).Result);
        Assert.Equal(SpfResult.Fail, Check(dns, s_clients[1 - client]).Result);
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

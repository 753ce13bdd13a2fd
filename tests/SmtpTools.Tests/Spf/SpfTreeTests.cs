using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

/// <summary>What a record's tree counts and finds, against what checks of the same record come to.</summary>
public sealed class SpfTreeTests
{
    /// <summary>What generated records are made of, besides includes, redirect and all; the clients are at the end.</summary>
    private static readonly string[] s_terms =
    [
        "a:four.example", "a:six.example", "a:h0.example", "-a:h1.example/24//64", "a:none.example", "mx:mx.example", "mx:none.example", "exists:six.example",
        "~exists:h0.example", "ptr", "?ptr:%{p}.w.example", "a:%{p}.w.example", "exists:%{p}.v.example", "ip4:8.8.8.8", "ip4:203.0.113.0/24", "-ip6:2001:db8::/32",
    ];

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

    /// <summary>The question of the macro p counts once, and not behind ptr (RFC 7208 4.6.4).</summary>
    [Theory]
    [InlineData("exists:%{p}.x.example", 2)]
    [InlineData("a:%{P2R}.x.example mx:%{p}.x.example exists:%{i}.%{p}.x.example", 4)]
    [InlineData("ptr exists:%{p}.x.example", 2)]
    [InlineData("exists:%{p}.x.example ptr ptr:x.example", 4)]
    [InlineData("ptr:%{p}.x.example a:%{p}.x.example", 3)]
    [InlineData("include:inner.example include:inner.example exists:%{p}.x.example", 6)]
    [InlineData("exists:%{p}.x.example include:inner.example", 4)]
    [InlineData("redirect=%{p}.x.example", 2)]
    [InlineData("exists:%{h}.x.example exp=%{p}.x.example", 1)]
    [InlineData("a:h0.example a:h1.example a:h2.example a:h3.example a:h4.example a:h5.example a:h6.example a:h7.example a:h8.example exists:%{p}.x.example", 11)]
    public void The_macro_p_is_counted(string terms, int lookups)
    {
        var dns = Zone($"v=spf1 {terms}").Txt("inner.example", "v=spf1 a:%{p}.x.example").Txt("*.x.example", "v=spf1 -ip4:8.8.8.8").Mx("*.x.example", 10, "h0.example");
        foreach (var client in s_clients)
        {
            _ = dns.Ptr(client, "client.example");
        }

        var result = new SpfEvaluator(dns).Evaluate("example.com");

        Assert.Equal(lookups, result.LookupCount);
        Assert.Equal(lookups > SpfChecker.MaxLookups, result.Findings.Any(finding => finding.Id == "SpfTooManyLookups"));
        Assert.All(s_clients, client => Assert.Equal(lookups, Check(dns, client).LookupCount));
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

    /// <summary>A check may stop before its end, and so comes to less than the tree says or to just that, and never to more.</summary>
    [Fact]
    public void No_check_comes_to_more_than_the_tree_says()
    {
        const int Runs = 2_000;
        var random = new Random(7208);
        var (whole, early, failed) = (0, 0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var dns = Zone(Record(random, 0)).A("four.example", "8.8.4.4").Aaaa("six.example", "2001:4860::1").Mx("mx.example", 10, "four.example")
                .A("*.w.example", "8.8.4.4").Aaaa("*.w.example", "2001:4860::1").A("*.v.example", "127.0.0.2");
            for (var n = 1; n < 4; n++)
            {
                _ = dns.Txt($"r{n}.example", Record(random, n));
            }

            foreach (var client in s_clients)
            {
                _ = dns.Ptr(client, "client.example");
            }

            var tree = new SpfEvaluator(dns).Evaluate("example.com").Tree!;

            foreach (var (client, voids) in s_clients.Zip([tree.Ipv4VoidLookupCount, tree.Ipv6VoidLookupCount]))
            {
                var check = Check(dns, client);
                Assert.True(check.LookupCount <= tree.LookupCount && check.VoidLookupCount <= voids, $"{client} {check.LookupCount} {check.VoidLookupCount} {tree.Outline}");
                if (check.Problem is not null)
                {
                    failed++;
                }
                else if (check.Steps.Any(step => step.Outcome == SpfStepOutcome.Match && !step.Term.EndsWith("all", StringComparison.Ordinal) && !step.Term.StartsWith("redirect", StringComparison.Ordinal)))
                {
                    early++;
                }
                else
                {
                    whole++;
                    Assert.True((check.LookupCount, check.VoidLookupCount) == (tree.LookupCount, voids), $"{client} {check.LookupCount} {check.VoidLookupCount} {tree.Outline}");
                }
            }
        }

        Assert.All([whole, early, failed], count => Assert.InRange(count, Runs / 10, 2 * Runs));
    }

    // Each record leads to later ones alone, so that there is no loop: a check counts one until it ends, the tree once.
    private static string Record(Random random, int number)
    {
        var terms = Enumerable.Range(0, random.Next(5)).Select(_ => s_terms[random.Next(s_terms.Length)]).ToList();
        void Add(string term) => terms.Insert(random.Next(terms.Count + 1), term);
        for (var later = number + 1; later < 4; later++)
        {
            if (random.Next(3) == 0)
            {
                Add($"include:r{later}.example");
            }
        }

        if (number < 3 && random.Next(3) == 0)
        {
            Add($"redirect=r{number + 1}.example");
        }

        if (random.Next(2) == 0)
        {
            Add(((string[])["-all", "~all", "?all", "+all"])[random.Next(4)]);
        }

        return $"v=spf1 {string.Join(' ', terms)}";
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

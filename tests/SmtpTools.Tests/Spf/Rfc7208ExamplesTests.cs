using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

/// <summary>
/// The examples of RFC 7208, in its order; appendix A is in <see cref="Rfc7208AppendixTests"/>. Those of sections 8.4, 9.1 and 9.2 show
/// what a receiver writes into replies and header fields, which is no part of check_host.
/// </summary>
public sealed class Rfc7208ExamplesTests
{
    private const string Sender = "strong-bad@email.example.com";

    public static TheoryData<string, string> Expansions => new()
    {
        { "%{s}", "strong-bad@email.example.com" },
        { "%{o}", "email.example.com" },
        { "%{d}", "email.example.com" },
        { "%{d4}", "email.example.com" },
        { "%{d3}", "email.example.com" },
        { "%{d2}", "example.com" },
        { "%{d1}", "com" },
        { "%{dr}", "com.example.email" },
        { "%{d2r}", "example.email" },
        { "%{l}", "strong-bad" },
        { "%{l-}", "strong.bad" },
        { "%{lr}", "strong-bad" },
        { "%{lr-}", "bad.strong" },
        { "%{l1r-}", "strong" },
        { "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com" },
        { "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
        { "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
        { "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com" },
        { "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net" },

        // Those that the table does not show: 7.1, 7.2 and 7.3.
        { "%{S}", "strong-bad%40email.example.com" },
        { "%{h}", "mx.example.org" },
        { "%{p}", "mx.example.org" },
        { "%{c} %{r} %{t}", "192.0.2.3 receiver.example 1700000000" },
        { "%%%_%-", "% %20" },
    };

    [Fact]
    public void Section_3_the_record()
    {
        const string Record = "v=spf1 +mx a:colo.example.com/28 -all";
        var dns = new FakeMailDns().Txt("example.com", Record).Mx("example.com", 10, "mx.example.com").A("mx.example.com", "198.51.100.1").A("colo.example.com", "192.0.2.1");

        Assert.Equal(["+mx", "a:colo.example.com/28", "-all"], SpfRecordParser.Parse(Record).Terms.Select(term => term.Text));
        Assert.Equal((SpfResult.Pass, "+mx"), Decision(dns, "198.51.100.1", "user@example.com"));
        Assert.Equal((SpfResult.Pass, "a:colo.example.com/28"), Decision(dns, "192.0.2.15", "user@example.com"));
        Assert.Equal((SpfResult.Fail, "-all"), Decision(dns, "192.0.2.16", "user@example.com"));
    }

    [Fact]
    public void Section_3_3_strings_are_joined_without_a_space()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 ip4:192.0.", "2.1 -all");

        Assert.Equal("v=spf1 ip4:192.0.2.1 -all", new SpfEvaluator(dns).Evaluate("example.com").Record!.Text);
        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.1", "user@example.com").Result);
        Assert.Equal(SpfResult.PermError, Check(new FakeMailDns().Txt("example.com", "v=spf1 mx", "-all"), "192.0.2.1", "user@example.com").Result);
    }

    /// <summary>Names that exist have their own records, all others the wildcards'.</summary>
    [Theory]
    [InlineData("example.com")]
    [InlineData("any.example.com")]
    [InlineData("a.example.com")]
    [InlineData("any.a.example.com")]
    public void Section_3_5_wildcards(string domain)
    {
        const string Record = "v=spf1 a:A.EXAMPLE.COM -all";
        var dns = new FakeMailDns().A("A.EXAMPLE.COM", "203.0.113.1");
        foreach (var name in new[] { "EXAMPLE.COM", "*.EXAMPLE.COM", "A.EXAMPLE.COM", "*.A.EXAMPLE.COM" })
        {
            _ = dns.Mx(name, 10, "A.EXAMPLE.COM").Txt(name, Record);
        }

        Assert.Equal(SpfResult.Pass, Check(dns, "203.0.113.1", "user@" + domain).Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "203.0.113.2", "user@" + domain).Result);
    }

    /// <summary>What section 4.5 says of spf10 and of several records; section 3.2 of the same.</summary>
    [Fact]
    public void Section_4_5_the_version()
    {
        Assert.Equal(SpfResult.None, Check(new FakeMailDns().Txt("example.com", "v=spf10 +all"), "192.0.2.1", "u@example.com").Result);
        Assert.Equal(SpfResult.Pass, Check(new FakeMailDns().Txt("example.com", "v=spf1 +all").Txt("example.com", "v=spf10 -all"), "192.0.2.1", "u@example.com").Result);
        Assert.Equal(SpfResult.PermError, Check(new FakeMailDns().Txt("example.com", "v=spf1 +all").Txt("example.com", "v=spf1 +all"), "192.0.2.1", "u@example.com").Result);
    }

    [Theory]
    [InlineData("v=spf1 +mx -all", SpfResult.Fail)]
    [InlineData("v=spf1 +mx redirect=_spf.example.com", SpfResult.SoftFail)]
    [InlineData("v=spf1 +mx", SpfResult.Neutral)]
    public void Section_4_7_the_default(string record, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.com", record).Txt("_spf.example.com", "v=spf1 ~all").Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.1");

        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.1", "user@example.com").Result);
        Assert.Equal(expected, Check(dns, "192.0.2.2", "user@example.com").Result);
    }

    /// <summary>The grammar allows both, and a check may end at them or go on; here they match nothing.</summary>
    [Fact]
    public void Section_4_8_names_that_are_none()
    {
        var label = new string('a', 64);
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 a:%{l}.example.com -all");

        Assert.Equal(SpfResult.Fail, Check(new FakeMailDns().Txt("example.com", "v=spf1 a:foo..example.com -all"), "192.0.2.1", "user@example.com").Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.1", "foo.@example.com").Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.1", label + "@example.com").Result);
    }

    [Fact]
    public void Section_5_1_all()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 a mx -all").A("example.com", "192.0.2.1").Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.2");

        Assert.Equal((SpfResult.Pass, "a"), Decision(dns, "192.0.2.1", "user@example.com"));
        Assert.Equal((SpfResult.Pass, "mx"), Decision(dns, "192.0.2.2", "user@example.com"));
        Assert.Equal((SpfResult.Fail, "-all"), Decision(dns, "192.0.2.3", "user@example.com"));
    }

    [Theory]
    [InlineData("192.0.2.1", SpfResult.Pass)]
    [InlineData("198.51.100.1", SpfResult.Pass)]
    [InlineData("203.0.113.1", SpfResult.Fail)]
    public void Section_5_2_a_vanity_domain(string client, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.net", "v=spf1 include:example.com include:example.org -all")
            .Txt("example.com", "v=spf1 ip4:192.0.2.0/24 -all").Txt("example.org", "v=spf1 ip4:198.51.100.0/24 -all");

        Assert.Equal(expected, Check(dns, client, "user@example.net").Result);
    }

    /// <summary>The table.</summary>
    [Theory]
    [InlineData("v=spf1 +all", SpfResult.Pass)]
    [InlineData("v=spf1 -all", SpfResult.SoftFail)]
    [InlineData("v=spf1 ~all", SpfResult.SoftFail)]
    [InlineData("v=spf1 ?all", SpfResult.SoftFail)]
    [InlineData("v=spf1 a:failing.example", SpfResult.TempError)]
    [InlineData("v=spf1 nonsense", SpfResult.PermError)]
    [InlineData("no record", SpfResult.PermError)]
    public void Section_5_2_what_an_include_makes_of_a_result(string record, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 include:other.example ~all").Txt("other.example", record).Fails("failing.example", DnsOutcome.Timeout);

        Assert.Equal(expected, Check(dns, "192.0.2.1", "user@example.com").Result);
    }

    /// <summary>Three ways to have the hosts of another domain, each cheaper than the one before.</summary>
    [Theory]
    [InlineData("v=spf1 include:example.com -all", 2)]
    [InlineData("v=spf1 redirect=example.com", 2)]
    [InlineData("v=spf1 mx:example.com -all", 1)]
    public void Section_5_2_within_one_authority(string record, int lookups)
    {
        var dns = new FakeMailDns().Txt("example.org", record).Txt("example.com", "v=spf1 mx:example.com -all").Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.1");

        var pass = Check(dns, "192.0.2.1", "user@example.org");
        Assert.Equal((SpfResult.Pass, lookups), (pass.Result, pass.LookupCount));
        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.2", "user@example.org").Result);
    }

    [Theory]
    [InlineData("mail.example.com", SpfResult.Pass)]
    [InlineData("example.com", SpfResult.Pass)]
    [InlineData("mail.bad-example.com", SpfResult.Fail)]
    public void Section_5_5_within_a_domain(string host, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 ptr -all").Ptr("192.0.2.1", host).A(host, "192.0.2.1");

        Assert.Equal(expected, Check(dns, "192.0.2.1", "user@example.com").Result);
    }

    [Fact]
    public void Section_5_7_decided_by_user_and_client()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all").A("1.2.0.192.someuser._spf.example.com", "127.0.0.2");

        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.1", "someuser+x@example.com").Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.1", "another@example.com").Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.2", "someuser@example.com").Result);
    }

    [Theory]
    [InlineData("la.example.com")]
    [InlineData("ny.example.com")]
    [InlineData("sf.example.com")]
    public void Section_6_1_one_record_for_several_domains(string domain)
    {
        var dns = new FakeMailDns().Txt(domain, "v=spf1 redirect=_spf.example.com").Txt("_spf.example.com", "v=spf1 mx:example.com -all")
            .Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.1");

        Assert.Equal((SpfResult.Pass, "mx:example.com"), Decision(dns, "192.0.2.1", "user@" + domain));
        Assert.Equal((SpfResult.Fail, "-all"), Decision(dns, "192.0.2.2", "user@" + domain));
    }

    /// <summary>The last of the good ones is that of section 8.4.</summary>
    [Theory]
    [InlineData("Mail from example.com should only be sent by its own servers.", "Mail from example.com should only be sent by its own servers.")]
    [InlineData("%{i} is not one of %{d}'s designated mail servers.", "203.0.113.9 is not one of example.com's designated mail servers.")]
    [InlineData("See http://%{d}/why.html?s=%{S}&i=%{I}", "See http://example.com/why.html?s=user%40example.com&i=203.0.113.9")]
    [InlineData("%{o} explains: Please see http://www.example.com/mailpolicy.html", "example.com explains: Please see http://www.example.com/mailpolicy.html")]
    [InlineData("What a %{x} this is", null)]
    [InlineData("Gr\u00FC\u00DFe", null)]
    public void Section_6_2_explanations(string text, string? explanation)
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 mx -all exp=explain._spf.%{d}").Txt("explain._spf.example.com", text)
            .Mx("example.com", 10, "mx.example.com").A("mx.example.com", "192.0.2.1");

        Assert.Equal(explanation, Check(dns, "203.0.113.9", "user@example.com").Explanation);
    }

    [Fact]
    public void Section_7_3_parentheses_are_no_braces()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 -exists:%{ir}.sbl.example.org +all").A("1.2.0.192.sbl.example.org", "127.0.0.2");

        Assert.Equal(SpfResult.PermError, Check(new FakeMailDns().Txt("example.com", "v=spf1 -exists:%(ir).sbl.example.org +all"), "192.0.2.1", "user@example.com").Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.1", "user@example.com").Result);
        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.2", "user@example.com").Result);
    }

    [Fact]
    public void Section_7_3_reversal()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 -all exp=why.%{d}").Txt("why.example.com", "%{i} %{ir}");

        Assert.Equal("192.0.2.1 1.2.0.192", Check(dns, "192.0.2.1", "user@example.com").Explanation);
    }

    [Theory]
    [MemberData(nameof(Expansions))]
    public void Section_7_4_expansions(string macro, string expansion)
    {
        var dns = new FakeMailDns().Txt("email.example.com", "v=spf1 -all exp=exp.example.com").Txt("exp.example.com", macro)
            .Ptr("192.0.2.3", "mx.example.org").A("mx.example.org", "192.0.2.3");

        Assert.Equal(expansion, Check(dns, "192.0.2.3").Explanation);
    }

    [Fact]
    public void Section_7_4_an_IPv6_address()
    {
        var dns = new FakeMailDns().Txt("email.example.com", "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all")
            .A("1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com", "127.0.0.2");

        Assert.Equal(SpfResult.Pass, Check(dns, "2001:db8::cb01").Result);
    }

    /// <summary>The same hosts by four records, which cost more and more: the last asks and admits more than it has to.</summary>
    [Theory]
    [InlineData("v=spf1 ip4:192.0.2.1 ip4:192.0.2.129 -all", 0, SpfResult.Fail)]
    [InlineData("v=spf1 a:authorized-spf.example.com -all", 1, SpfResult.Fail)]
    [InlineData("v=spf1 mx:example.com -all", 1, SpfResult.Fail)]
    [InlineData("v=spf1 ip4:192.0.2.0/24 mx -all", 1, SpfResult.Pass)]
    public void Section_10_1_1_what_records_cost(string record, int lookups, SpfResult forOthers)
    {
        var dns = new FakeMailDns().Txt("example.com", record).Mx("example.com", 10, "mx.example.com").Mx("example.com", 20, "mx2.example.com")
            .A("mx.example.com", "192.0.2.1").A("mx2.example.com", "192.0.2.129").A("authorized-spf.example.com", "192.0.2.1").A("authorized-spf.example.com", "192.0.2.129");

        Assert.All(["192.0.2.1", "192.0.2.129"], client => Assert.Equal(SpfResult.Pass, Check(dns, client, "user@example.com").Result));
        Assert.Equal(forOthers, Check(dns, "192.0.2.2", "user@example.com").Result);
        Assert.Equal(SpfResult.Fail, Check(dns, "198.51.100.1", "user@example.com").Result);
        Assert.Equal(lookups, new SpfEvaluator(dns).Evaluate("example.com").LookupCount);
    }

    /// <summary>A domain that sends nothing, and a host that greets.</summary>
    [Fact]
    public void Section_10_1_2_records_of_hosts()
    {
        var dns = new FakeMailDns().Txt("www.example.com", "v=spf1 -all").Txt("relay.example.com", "v=spf1 a -all").A("relay.example.com", "192.0.2.1");
        SpfResult Bounce(string client, string helo) => new SpfChecker(dns).Check(new SpfClient(IPAddress.Parse(client), string.Empty, helo)).Result;

        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.1", "user@www.example.com").Result);
        Assert.Equal((SpfResult.Pass, SpfResult.Fail), (Bounce("192.0.2.1", "relay.example.com"), Bounce("192.0.2.2", "relay.example.com")));
    }

    /// <summary>A record that has everybody who gets mail ask somebody else's servers.</summary>
    [Fact]
    public void Section_11_1_many_references_to_a_victim()
    {
        var dns = new FakeMailDns().Txt("evil.example.net", "v=spf1 a:example.com a:foo.example.com a:bar.example.com" + string.Concat(Enumerable.Range(0, 50).Select(n => $" a:h{n}.example.com")) + " -all")
            .A("*.example.com", "203.0.113.1").A("example.com", "203.0.113.1");

        Assert.Equal(SpfResult.PermError, Check(dns, "192.0.2.1", "user@evil.example.net").Result);
        Assert.Equal(SpfChecker.MaxLookups, dns.Questions.Count(question => question.Name.EndsWith("example.com", StringComparison.Ordinal)));
    }

    /// <summary>The question that is asked is what the owner reads in the name server's log.</summary>
    [Fact]
    public void Appendix_C_a_question_that_leaves_a_trace()
    {
        var dns = new FakeMailDns().Txt("email.example.com", "v=spf1 exists:_h.%{h}._l.%{l}._o.%{o}._i.%{i}._spf.%{d} ?all");

        Assert.Equal(SpfResult.Neutral, Check(dns, "192.0.2.3").Result);
        Assert.Contains(dns.Questions, question => question == ("_h.mx.example.org._l.strong-bad._o.email.example.com._i.192.0.2.3._spf.email.example.com", DnsRecordType.A));
    }

    /// <summary>For mail that is forwarded.</summary>
    [Theory]
    [InlineData("v=spf1 mx ?exists:%{ir}.whitelist.example.org -all", "user@example.com", "192.0.2.129", SpfResult.Pass)]
    [InlineData("v=spf1 mx ?exists:%{ir}.whitelist.example.org -all", "user@example.com", "198.51.100.1", SpfResult.Neutral)]
    [InlineData("v=spf1 mx ?exists:%{ir}.whitelist.example.org -all", "user@example.com", "198.51.100.2", SpfResult.Fail)]
    [InlineData("v=spf1 mx exists:%{l}._spf_verify.%{d} -all", "prvs-signed@example.com", "198.51.100.2", SpfResult.Pass)]
    [InlineData("v=spf1 mx exists:%{l}._spf_verify.%{d} -all", "forged@example.com", "198.51.100.2", SpfResult.Fail)]
    [InlineData("v=spf1 mx exists:%{ir}._spf_rate.%{d} -all", "user@example.com", "198.51.100.1", SpfResult.Pass)]
    [InlineData("v=spf1 mx exists:%{ir}._spf_rate.%{d} -all", "user@example.com", "198.51.100.2", SpfResult.Fail)]
    [InlineData("v=spf1 mx redirect=%{l1r+}._at_.%{o}._spf.%{d}", "joe+tag@example.com", "198.51.100.2", SpfResult.Pass)]
    [InlineData("v=spf1 mx redirect=%{l1r+}._at_.%{o}._spf.%{d}", "eve@example.com", "198.51.100.2", SpfResult.PermError)]
    public void Appendix_D_1_originators(string record, string sender, string client, SpfResult expected)
    {
        var dns = new FakeMailDns().Mx("example.com", 10, "mail-a.example.com").A("mail-a.example.com", "192.0.2.129").Txt("example.com", record)
            .A("1.100.51.198.whitelist.example.org", "127.0.0.2").A("prvs-signed._spf_verify.example.com", "127.0.0.2").A("1.100.51.198._spf_rate.example.com", "127.0.0.2")
            .Txt("joe._at_.example.com._spf.example.com", "v=spf1 ip4:198.51.100.0/24 -all");

        Assert.Equal(expected, Check(dns, client, sender).Result);
    }

    private static (SpfResult Result, string? Mechanism) Decision(FakeMailDns dns, string client, string sender)
    {
        var result = Check(dns, client, sender);
        return (result.Result, result.Path.Count == 0 ? result.Mechanism : result.Path[result.Path.Count - 1].Term);
    }

    private static SpfCheckResult Check(FakeMailDns dns, string client, string sender = Sender) =>
        new SpfChecker(dns, "receiver.example", new FixedClock()).Check(new SpfClient(IPAddress.Parse(client), sender, "mx.example.org"));

    /// <summary>Time since the epoch as the macro t shows it.</summary>
    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    }
}

using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

public sealed class SpfEvaluatorTests
{
    /// <summary>For each kind of finding a zone that shows it; the domain is example.com.</summary>
    private static readonly Dictionary<string, Func<FakeMailDns>> s_scenarios = new()
    {
        ["SpfMissing"] = () => new FakeMailDns().Txt("example.com", "something else"),
        ["SpfMultiple"] = () => Zone("v=spf1 mx -all").Txt("example.com", "v=spf1 a -all"),
        ["SpfSyntaxError"] = () => Zone("v=spf1 ipv4:192.0.2.1 -all"),
        ["SpfLookalike"] = () => Zone("v=spf1 ip4:8.8.8.8 -all").Txt("example.com", " v=spf1 a -all"),
        ["SpfTooManyLookups"] = () => Zone("v=spf1" + Terms(11) + " -all"),
        ["SpfLookupsAtLimit"] = () => Zone("v=spf1" + Terms(9) + " -all"),
        ["SpfTooManyVoidLookups"] = () => Zone("v=spf1 a:x.example a:y.example a:z.example -all"),
        ["SpfTooManyVoidLookupsOfOneFamily"] = () => Zone("v=spf1" + Terms(3) + " -all"),
        ["SpfEmptyTerm"] = () => Zone("v=spf1 mx:x.example -all"),
        ["SpfIncludeBroken"] = () => Zone("v=spf1 include:x.example -all"),
        ["SpfIncludeUnknown"] = () => Zone("v=spf1 include:x.example -all").Fails("x.example", DnsOutcome.Timeout),
        ["SpfLoop"] = () => Zone("v=spf1 include:x.example -all").Txt("x.example", "v=spf1 redirect=example.com"),
        ["SpfPassAll"] = () => Zone("v=spf1 all"),
        ["SpfNeutralAll"] = () => Zone("v=spf1 ?all"),
        ["SpfNoEnd"] = () => Zone("v=spf1 a:h0.example"),
        ["SpfTermsAfterAll"] = () => Zone("v=spf1 -all mx redirect=x.example"),
        ["SpfPtrUsed"] = () => Zone("v=spf1 exists:%{p}.example -all"),
        ["SpfUnknownModifier"] = () => Zone("v=spf1 include=x.example -all"),
        ["SpfTooLong"] = () => Zone("v=spf1" + string.Concat(Enumerable.Range(1, 30).Select(n => $" ip4:8.8.{n}.0/24")) + " -all"),
        ["SpfDuplicateTerm"] = () => Zone("v=spf1 a:h0.example A:h0.example -all"),
        ["SpfWideNetwork"] = () => Zone("v=spf1 ip4:8.0.0.0/8 -all"),
        ["SpfPrivateNetwork"] = () => Zone("v=spf1 ip4:10.0.0.0/8 -all"),
        ["SpfSenderId"] = () => Zone("v=spf1 mx -all").Txt("example.com", "spf2.0/pra mx -all"),
        ["SpfExplanationBroken"] = () => Zone("v=spf1 mx -all exp=why.%{d}").Txt("why.example.com", "one").Txt("why.example.com", "two"),
    };

    public static TheoryData<string> Kinds => [.. SpfFindings.Group.Kinds.Select(kind => kind.Id)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_found_where_it_is(string id)
    {
        var result = Resolve(s_scenarios[id]());

        var finding = result.Findings.FirstOrDefault(finding => finding.Id == id);
        Assert.True(finding is not null, $"Found: {string.Join("; ", result.Findings)}");
        Assert.NotEmpty(finding.Evidence);
        Assert.Equal("Spf", finding.Check);
        Assert.Equal(result.Findings.Select(f => f.Severity).OrderDescending(), result.Findings.Select(f => f.Severity));
    }

    [Fact]
    public void A_good_record_gives_no_finding()
    {
        var result = Resolve(Zone("v=spf1 ip4:8.8.8.0/24 mx a:h0.example include:x.example ~all").Aaaa("h0.example", "2001:4860::1").Mx("example.com", 10, "h1.example").Txt("x.example", "v=spf1 ip6:2606:4700::/48 ?all"));

        Assert.Empty(result.Findings);
        Assert.Equal((DomainRecordStatus.Found, 3, 0), (result.Status, result.LookupCount, result.VoidLookupCount));
        Assert.Null(result.Detail);
    }

    /// <summary>A network is judged as a whole, not by its first address; one of everybody is as bad as +all (RFC 7208 5.6, 11.3).</summary>
    [Theory]
    [InlineData("ip4:0.0.0.0/0", "SpfPassAll")]
    [InlineData("ip4:192.0.2.1/0", "SpfPassAll")]
    [InlineData("ip6:::/0", "SpfPassAll")]
    [InlineData("ip6:2001:db8::1/0", "SpfPassAll")]
    [InlineData("a:h0.example/0", "SpfPassAll")]
    [InlineData("mx:h0.example//0", "SpfPassAll")]
    [InlineData("-ip4:0.0.0.0/0", null)]
    [InlineData("ip4:0.0.0.0/1", "SpfWideNetwork")]
    [InlineData("ip4:10.0.0.0/1", "SpfWideNetwork")]
    [InlineData("ip4:10.0.0.0/7", "SpfWideNetwork")]
    [InlineData("ip4:8.8.0.0/15", "SpfWideNetwork")]
    [InlineData("ip4:8.8.0.0/16", null)]
    [InlineData("ip6:2001:db8::/31", "SpfWideNetwork")]
    [InlineData("ip6:::ffff:10.0.0.0/95", null)]
    [InlineData("ip4:10.0.0.0/8", "SpfPrivateNetwork")]
    [InlineData("ip4:10.1.2.3", "SpfPrivateNetwork")]
    [InlineData("ip4:192.0.2.0/24", "SpfPrivateNetwork")]
    [InlineData("ip4:192.0.2.0/23", null)]
    [InlineData("ip6:2001:db8::/32", "SpfPrivateNetwork")]
    [InlineData("ip6:fc00::/7", "SpfPrivateNetwork")]
    [InlineData("ip6:::ffff:10.0.0.0/104", "SpfPrivateNetwork")]
    [InlineData("ip6:::ffff:10.0.0.0/103", null)]
    public void A_network_is_judged_by_all_that_it_holds(string term, string? expected)
    {
        var found = Resolve(Zone($"v=spf1 {term} -all").Mx("h0.example", 10, "h0.example")).Findings.Select(finding => finding.Id);

        Assert.Equal(expected is null ? [] : [expected], found);
    }

    /// <summary>What an included record lets pass, the domain lets pass, unless the include is there to refuse (RFC 7208 5.2).</summary>
    [Theory]
    [InlineData("include:x.example -all", true)]
    [InlineData("+include:y.example -all", true)]
    [InlineData("redirect=x.example", true)]
    [InlineData("?include:z.example include:z.example -all", true)]
    [InlineData("-include:x.example -all", false)]
    [InlineData("~include:x.example ?include:y.example -all", false)]
    [InlineData("include:w.example -all", false)]
    public void Everybody_passes_also_by_way_of_other_records(string terms, bool expected)
    {
        foreach (var everybody in (string[])["all", "ip4:0.0.0.0/0"])
        {
            var dns = Zone("v=spf1 " + terms).Txt("x.example", $"v=spf1 {everybody}").Txt("y.example", "v=spf1 redirect=x.example")
                .Txt("z.example", "v=spf1 a:h0.example include:y.example -all").Txt("w.example", "v=spf1 -include:x.example -all");

            Assert.Equal(expected, Resolve(dns).Findings.Any(finding => finding.Id == "SpfPassAll"));
        }
    }

    /// <summary>What holds for clients that nobody names stands where redirect leads (RFC 7208 6.1), and not in what is included.</summary>
    [Theory]
    [InlineData("redirect=x.example", "?all", "SpfNeutralAll")]
    [InlineData("redirect=x.example", "redirect=y.example", "SpfNeutralAll")]
    [InlineData("redirect=x.example", "a:h0.example", "SpfNoEnd")]
    [InlineData("redirect=x.example", "~all", null)]
    [InlineData("include:x.example include:y.example ~all", "a:h0.example", null)]
    [InlineData("redirect=x.example", "redirect=example.com", "SpfLoop")]
    public void The_end_is_looked_for_where_redirect_leads(string terms, string target, string? expected)
    {
        var found = Resolve(Zone("v=spf1 " + terms).Txt("x.example", "v=spf1 " + target).Txt("y.example", "v=spf1 ?all")).Findings.Select(finding => finding.Id);

        Assert.Equal(expected is null ? [] : [expected], found);
    }

    [Theory]
    [InlineData(DnsOutcome.NoData, DomainRecordStatus.NotFound)]
    [InlineData(DnsOutcome.NxDomain, DomainRecordStatus.NxDomain)]
    [InlineData(DnsOutcome.ServerFailure, DomainRecordStatus.ServerFailure)]
    [InlineData(DnsOutcome.Timeout, DomainRecordStatus.Timeout)]
    public void What_is_not_there_and_what_could_not_be_asked_are_told_apart(DnsOutcome outcome, DomainRecordStatus expected)
    {
        var result = Resolve(new FakeMailDns().Fails("example.com", outcome));

        Assert.Equal((expected, outcome is DnsOutcome.ServerFailure or DnsOutcome.Timeout), (result.Status, result.IsTransient));
        Assert.NotNull(result.Detail);
        Assert.Equal(outcome == DnsOutcome.NoData ? ["SpfMissing"] : [], result.Findings.Select(finding => finding.Id));
    }

    /// <summary>NXDOMAIN behind an alias is about the alias's target (RFC 6604 2.1).</summary>
    [Fact]
    public void An_alias_that_leads_nowhere_is_no_missing_domain()
    {
        var dns = new FakeMailDns().Cname("example.test", "gone.test").Cname("part.test", "gone.test").Txt("other.test", "v=spf1 include:part.test -all");

        var result = new SpfEvaluator(dns).Evaluate("example.test");
        var including = new SpfEvaluator(dns).Evaluate("other.test");

        Assert.Equal(DomainRecordStatus.NotFound, result.Status);
        Assert.Contains("an alias of gone.test, which does not exist", result.Detail, StringComparison.Ordinal);
        Assert.Equal((DomainRecordStatus.NotFound, "gone.test does not exist"), (including.Tree!.Children[0].Status, including.Tree.Children[0].Detail));
    }

    [Fact]
    public void What_is_no_domain_is_said()
    {
        var result = new SpfEvaluator(new FakeMailDns()).Evaluate("a b");

        Assert.Equal((DomainRecordStatus.InvalidDomain, null), (result.Status, result.AsciiDomain));
    }

    [Theory]
    [InlineData("_spf.EXAMPLE.com.", "_spf.example.com", "_spf.example.com")]
    [InlineData("_spf.b\u00FCcher.example", "_spf.b\u00FCcher.example", "_spf.xn--bcher-kva.example")]
    [InlineData("b\u00FCcher.example", "b\u00FCcher.example", "xn--bcher-kva.example")]
    public void Names_with_underscores_and_internationalised_ones_are_asked_for(string name, string shown, string ascii)
    {
        var dns = new FakeMailDns().Txt(ascii, "v=spf1 -all");

        var result = new SpfEvaluator(dns).Evaluate(name);

        Assert.Equal((DomainRecordStatus.Found, shown, ascii), (result.Status, result.Domain, result.AsciiDomain));
    }

    [Theory]
    [InlineData("a..b_.example.com")]
    [InlineData("b\u00FC_.example.com")]
    [InlineData("_x.-.com")]
    public void Bad_names_with_underscores_are_refused(string name) =>
        Assert.Equal(DomainRecordStatus.InvalidDomain, new SpfEvaluator(new FakeMailDns()).Evaluate(name).Status);

    /// <summary>With the counts of each; those that no check looks at are marked, and count nothing.</summary>
    [Fact]
    public void The_tree_has_every_branch()
    {
        var dns = Zone("v=spf1 include:a.example mx exists:%{i}.example +all redirect=never.example a:h2.example ptr include:d.%{d} a:%{i}.example ip4:8.8.8.8")
            .Mx("example.com", 10, "h0.example").Aaaa("h0.example", "2001:4860::1").Aaaa("h1.example", "2001:4860::2")
            .Txt("a.example", "v=spf1 a:h0.example a:gone.example include:b.%{d} ptr include:c.example -all")
            .Txt("b.a.example", "v=spf1 include:c.example").Txt("c.example", "v=spf1 include:a.example a:h1.example -all");

        var tree = Resolve(dns).Tree!;

        Assert.Equal(
            """
            example.com (13, 1 empty)  v=spf1 include:a.example mx exists:%{i}.example +all redirect=never.example a:h2.example ptr include:d.%{d} a:%{i}.example ip4:8.8.8.8
            ├─ include:a.example (11, 1 empty)  v=spf1 a:h0.example a:gone.example include:b.%{d} ptr include:c.example -all
            │  ├─ a:h0.example (1)  8.8.4.0, 2001:4860::1
            │  ├─ a:gone.example (1, 1 empty)  no address
            │  ├─ include:b.%{d} (4)  v=spf1 include:c.example
            │  │  └─ include:c.example (3)  v=spf1 include:a.example a:h1.example -all
            │  │     ├─ include:a.example (1) [loop]  leads back to a record above
            │  │     └─ a:h1.example (1)  8.8.4.1, 2001:4860::2
            │  ├─ ptr (1)  depends on the client
            │  └─ include:c.example (3) [see above]
            ├─ mx (1)  h0.example
            ├─ exists:%{i}.example (1)  depends on the message
            ├─ redirect=never.example (0) [ignored]  never looked at, since the record has all
            ├─ a:h2.example (0) [ignored]  never looked at, since the record has all
            ├─ ptr (0) [ignored]  never looked at, since the record has all
            ├─ include:d.%{d} (0) [ignored]  never looked at, since the record has all
            └─ a:%{i}.example (0) [ignored]  never looked at, since the record has all
            """,
            tree.Outline);
        Assert.Equal([DomainRecordStatus.Found, DomainRecordStatus.Found, null, null, null, null, null, null], tree.Children.Select(child => child.Status));
        Assert.Equal(["never.example", "h2.example", "example.com", "d.example.com", "%{i}.example"], tree.Children.Where(child => child.IsIgnored).Select(child => child.Domain));
        Assert.DoesNotContain(dns.Questions, question => question.Name is "never.example" or "h2.example" or "d.example.com");
    }

    [Fact]
    public void A_tree_that_is_too_large_is_not_followed_to_its_end()
    {
        var dns = Zone("v=spf1 include:n0.example");
        for (var n = 0; n < 400; n++)
        {
            _ = dns.Txt($"n{n}.example", $"v=spf1 include:n{(2 * n) + 1}.example include:n{(2 * n) + 2}.example a:none.example -all");
        }

        var result = Resolve(dns);

        Assert.InRange(dns.Questions.Count, 100, 310);
        Assert.Contains(result.Findings, finding => finding.Id == "SpfTooManyLookups");
        Assert.Contains("not followed", result.Tree!.Outline, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_that_repeat_each_other_are_counted_without_end_and_shown_once()
    {
        var dns = Zone("v=spf1 include:n0.example");
        for (var n = 0; n < 18; n++)
        {
            _ = dns.Txt($"n{n}.example", "v=spf1" + string.Concat(Enumerable.Repeat($" include:n{n + 1}.example", 4)));
        }

        var result = Resolve(dns);

        Assert.True(result.LookupCount > 5000);
        Assert.InRange(result.Tree!.Outline.Split('\n').Length, 18, 100);
    }

    private static string Terms(int count) => string.Concat(Enumerable.Range(0, count).Select(n => $" a:h{n}.example"));

    private static FakeMailDns Zone(string record)
    {
        var dns = new FakeMailDns().Txt("example.com", record);
        for (var n = 0; n < 12; n++)
        {
            _ = dns.A($"h{n}.example", $"8.8.4.{n}");
        }

        return dns;
    }

    private static SpfRecordResult Resolve(FakeMailDns dns) => new SpfEvaluator(dns).Evaluate("example.com");
}

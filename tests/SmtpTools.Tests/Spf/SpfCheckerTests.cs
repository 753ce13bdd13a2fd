using System.Net;
using SmtpTools.Tests.Dns;

namespace SmtpTools.Tests.Spf;

/// <summary>check_host: its limits, and what a result tells of its way. The examples of RFC 7208 are in <see cref="Rfc7208ExamplesTests"/>.</summary>
public sealed class SpfCheckerTests
{
    [Fact]
    public void The_way_to_the_deciding_mechanism_is_told()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 include:a.example include:b.example -all").Txt("a.example", "v=spf1 ip4:192.0.2.0/25 -all")
            .Txt("b.example", "v=spf1 redirect=c.example").Txt("c.example", "v=spf1 ip4:203.0.113.0/24 ~ip4:192.0.2.0/24 ip4:192.0.2.200 -all");

        var pass = Check(dns, "203.0.113.1", "user@example.com");

        Assert.Equal(["example.com: include:b.example", "b.example: redirect=c.example", "c.example: ip4:203.0.113.0/24"], pass.Path.Select(step => step.ToString()));
        Assert.Equal([0, 1, 2], pass.Path.Select(step => step.Depth));
        Assert.Equal(("include:b.example", 3, 0), (pass.Mechanism, pass.LookupCount, pass.VoidLookupCount));
        Assert.Equal(["include:a.example", "ip4:192.0.2.0/25", "-all", "include:b.example", "redirect=c.example", "ip4:203.0.113.0/24"], pass.Steps.Select(step => step.Term));

        // A match within an include that is no pass decides nothing (RFC 7208 5.2).
        var fail = Check(dns, "192.0.2.201", "user@example.com");
        Assert.Equal((SpfResult.Fail, "-all"), (fail.Result, fail.Mechanism));
        Assert.Equal(["example.com: -all"], fail.Path.Select(step => step.ToString()));
    }

    [Theory]
    [InlineData(DnsOutcome.NoData, SpfResult.None)]
    [InlineData(DnsOutcome.NxDomain, SpfResult.None)]
    [InlineData(DnsOutcome.ServerFailure, SpfResult.TempError)]
    [InlineData(DnsOutcome.Timeout, SpfResult.TempError)]
    public void What_is_not_there_and_what_could_not_be_asked_are_told_apart(DnsOutcome outcome, SpfResult expected)
    {
        var result = Check(new FakeMailDns().Fails("example.com", outcome), "192.0.2.1", "user@example.com");

        Assert.Equal((expected, expected == SpfResult.TempError), (result.Result, result.IsTransient));
        Assert.NotNull(result.Problem);
    }

    [Fact]
    public void Hundreds_of_other_text_records_and_a_record_of_64_KB_do_no_harm()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 ip4:192.0.2.1 -all").Txt("long.example", "v=spf1" + string.Concat(Enumerable.Repeat(" ip4:198.51.100.1", 3600)) + " +all");
        for (var n = 0; n < 200; n++)
        {
            _ = dns.Txt("example.com", $"verification={n}");
        }

        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.1", "user@example.com").Result);
        Assert.Equal(SpfResult.PermError, Check(dns, "192.0.2.1", "user@long.example").Result);
    }

    [Fact]
    public void A_record_at_the_target_of_an_alias_counts()
    {
        var dns = new FakeMailDns().Cname("example.com", "other.example").Txt("other.example", "v=spf1 ip4:192.0.2.1 -all");

        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.1", "user@example.com").Result);
    }

    /// <summary>RFC 7208 4.6.4: the tenth term is allowed and the eleventh is not, wherever they stand; exp is not counted.</summary>
    [Theory]
    [InlineData(10, SpfResult.Fail)]
    [InlineData(11, SpfResult.PermError)]
    public void Ten_terms_with_queries_are_allowed_over_all_records(int terms, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 include:one.example include:two.example -all exp=exp.example.com").Txt("exp.example.com", "no")
            .Txt("one.example", "v=spf1 mx:h.example a:h.example redirect=three.example").Txt("three.example", "v=spf1 -exists:h.example")
            .Txt("two.example", "v=spf1" + string.Concat(Enumerable.Repeat(" a:h.example", terms - 6)) + " -all")
            .A("h.example", "192.0.2.99").Mx("h.example", 10, "h.example");

        var result = Check(dns, "203.0.113.1", "user@example.com");

        Assert.Equal(expected, result.Result);
        Assert.Equal(terms, result.LookupCount);
    }

    [Theory]
    [InlineData(2, SpfResult.Fail)]
    [InlineData(3, SpfResult.PermError)]
    public void Two_empty_answers_are_allowed(int empty, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1" + string.Concat(Enumerable.Range(0, empty).Select(n => $" a:none{n}.example.com")) + " -all");

        var result = Check(dns, "192.0.2.1", "user@example.com");

        Assert.Equal((expected, empty), (result.Result, result.VoidLookupCount));
    }

    /// <summary>RFC 7208 11.1: includes of includes with large MX lists are stopped early.</summary>
    [Fact]
    public void A_bomb_is_stopped_by_the_limits()
    {
        var dns = new FakeMailDns();
        for (var level = 0; level < 10; level++)
        {
            _ = dns.Txt($"l{level}.example.com", "v=spf1" + string.Concat(Enumerable.Range(0, 10).Select(n => $" mx:m{level}x{n}.example.com include:l{(level + 1) % 10}.example.com")));
            for (var n = 0; n < 100; n++)
            {
                _ = dns.Mx($"m{level}x{n / 10}.example.com", 10, $"h{level}x{n}.example.com").A($"h{level}x{n}.example.com", "192.0.2.1");
            }
        }

        var result = Check(dns, "203.0.113.1", "user@l0.example.com");

        Assert.Equal(SpfResult.PermError, result.Result);
        Assert.InRange(dns.Questions.Count, 1, 130);
    }

    [Theory]
    [InlineData(10, SpfResult.Fail)]
    [InlineData(11, SpfResult.PermError)]
    public void Ten_exchangers_are_allowed_and_are_no_terms(int exchangers, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 mx -all");
        for (var n = 0; n < exchangers; n++)
        {
            _ = dns.Mx("example.com", n, $"mx{n}.example.com").A($"mx{n}.example.com", "192.0.2.1");
        }

        var result = Check(dns, "192.0.2.2", "user@example.com");
        Assert.Equal((expected, 1), (result.Result, result.LookupCount));
    }

    [Fact]
    public void A_redirect_loop_ends_in_a_permerror()
    {
        var result = Check(new FakeMailDns().Txt("example.com", "v=spf1 redirect=example.com"), "192.0.2.1", "user@example.com");

        Assert.Equal((SpfResult.PermError, 11), (result.Result, result.LookupCount));
    }

    [Fact]
    public void A_check_without_end_is_a_temperror()
    {
        var clock = new ManualClock();
        var dns = new FakeMailDns { BeforeAnswer = (_, _) => clock.Advance(TimeSpan.FromSeconds(11)) }.Txt("example.com", "v=spf1 a:b.example.com a:c.example.com -all").A("b.example.com", "192.0.2.9");

        var result = new SpfChecker(dns, timeProvider: clock).Check(new SpfClient(IPAddress.Loopback, "user@example.com"));

        Assert.Equal(SpfResult.TempError, result.Result);
        Assert.Contains("20 seconds", result.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "mail.example.com", "helo", "postmaster@mail.example.com", SpfResult.Pass)]
    [InlineData("<>", "mail.example.com", "helo", "postmaster@mail.example.com", SpfResult.Pass)]
    [InlineData("mail.example.com", null, "mailfrom", "postmaster@mail.example.com", SpfResult.Pass)]
    [InlineData("@mail.example.com", null, "mailfrom", "postmaster@mail.example.com", SpfResult.Pass)]
    [InlineData("<user@MAIL.example.com.>", null, "mailfrom", "user@MAIL.example.com", SpfResult.Pass)]
    [InlineData("k\u00E4ufer@b\u00FCcher.example", null, "mailfrom", "k\u00E4ufer@xn--bcher-kva.example", SpfResult.Pass)]
    [InlineData("", "[192.0.2.1]", "helo", "postmaster@[192.0.2.1]", SpfResult.None)]
    [InlineData("", "localhost", "helo", "postmaster@localhost", SpfResult.None)]
    [InlineData("", null, "helo", "postmaster@", SpfResult.None)]
    public void The_identity_is_chosen_and_named(string? sender, string? helo, string identity, string shown, SpfResult expected)
    {
        var dns = new FakeMailDns().Txt("mail.example.com", "v=spf1 +all").Txt("xn--bcher-kva.example", "v=spf1 +all");

        var result = new SpfChecker(dns).Check(new SpfClient(IPAddress.Parse("192.0.2.1"), sender, helo));

        Assert.Equal((identity, shown, expected), (result.Identity, result.Sender, result.Result));
    }

    /// <summary>RFC 8616 4: a local part that is not ASCII matches nothing, and is no error.</summary>
    [Fact]
    public void A_local_part_beyond_ASCII_matches_nothing()
    {
        var dns = new FakeMailDns().Txt("example.com", "v=spf1 exists:%{l}.example.com -all");

        Assert.Equal(SpfResult.Fail, Check(dns, "192.0.2.1", "k\u00E4ufer@example.com").Result);
    }

    [Fact]
    public void An_IPv4_client_in_IPv6_clothes_is_an_IPv4_client()
    {
        var result = Check(new FakeMailDns().Txt("example.com", "v=spf1 ip4:192.0.2.1 -all"), "::ffff:192.0.2.1", "user@example.com");

        Assert.Equal((SpfResult.Pass, "192.0.2.1"), (result.Result, result.IPAddress));
    }

    /// <summary>RFC 7208 7.3: what is too long loses labels at its left.</summary>
    [Fact]
    public void A_name_that_is_too_long_is_cut_at_its_left()
    {
        var label = new string('a', 60);
        var dns = new FakeMailDns().Txt("example.com", $"v=spf1 exists:%{{l}}.{label}.{label}.{label}.%{{d}} -all").A($"{label}.{label}.{label}.example.com", "127.0.0.2");

        Assert.Equal(SpfResult.Pass, Check(dns, "192.0.2.1", new string('b', 60) + "@example.com").Result);
    }

    [Fact]
    public void Cancelling_ends_a_check()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        _ = Assert.ThrowsAny<OperationCanceledException>(() => new SpfChecker(new FakeMailDns()).Check(new SpfClient(IPAddress.Loopback, "u@example.com"), source.Token));
    }

    private static SpfCheckResult Check(FakeMailDns dns, string client, string sender) =>
        new SpfChecker(dns, "receiver.example").Check(new SpfClient(IPAddress.Parse(client), sender, "mx.example.org"));
}

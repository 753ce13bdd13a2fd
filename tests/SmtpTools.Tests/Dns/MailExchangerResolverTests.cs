namespace SmtpTools.Tests.Dns;

public class MailExchangerResolverTests
{
    private const string Global1 = "8.8.4.4";
    private const string Global2 = "9.9.9.9";

    [Fact]
    public void Hosts_come_by_preference_with_addresses_of_both_families()
    {
        var dns = new FakeMailDns()
            .Mx("example.test", 20, "b.example.test").Mx("example.test", 5, "c.example.test").Mx("example.test", 20, "a.example.test")
            .A("a.example.test", Global1).A("b.example.test", Global2)
            .A("c.example.test", Global1).A("c.example.test", Global2).Aaaa("c.example.test", "2606:4700::1111");

        var result = Resolve(dns, "example.test");

        Assert.Equal(MailExchangerStatus.Found, result.Status);
        Assert.True(result.AcceptsMail);
        Assert.Null(result.Detail);
        Assert.Equal(["5 c.example.test", "20 a.example.test", "20 b.example.test"], result.Exchangers.Select(e => e.ToString()));
        Assert.Equal(["2606:4700::1111", Global1, Global2], result.Exchangers[0].Addresses.Select(a => a.Address));
        Assert.All(result.Exchangers, e => Assert.Empty(e.Faults));
        Assert.Equal("192.0.2.53:53", result.Resolver);
        Assert.Equal(TimeSpan.FromHours(1), result.TimeToLive);
    }

    [Theory]
    [InlineData("example.test.")]
    [InlineData("EXAMPLE.TEST")]
    public void The_ASCII_form_is_asked_for(string domain)
    {
        var dns = new FakeMailDns().Mx("example.test", 0, "mx.example.test").A("mx.example.test", Global1);
        Assert.Equal(MailExchangerStatus.Found, Resolve(dns, domain).Status);
        Assert.Equal(("example.test", DnsRecordType.Mx), dns.Questions.First());
    }

    [Fact]
    public void Both_forms_of_an_internationalised_domain_and_host_are_shown()
    {
        var dns = new FakeMailDns().Mx("xn--bcher-kva.example", 10, "mx.xn--bcher-kva.example").A("mx.xn--bcher-kva.example", Global1);

        var result = Resolve(dns, "bücher.example");

        Assert.Equal("bücher.example", result.Domain);
        Assert.Equal("xn--bcher-kva.example", result.AsciiDomain);
        Assert.Equal("mx.xn--bcher-kva.example", result.Exchangers[0].Host);
        Assert.Equal("mx.bücher.example", result.Exchangers[0].UnicodeHost);
        Assert.Empty(result.Exchangers[0].Faults);
    }

    [Theory]
    [InlineData("a_b.test")]
    [InlineData("192.0.2.1")]
    [InlineData("")]
    [InlineData("xn--a")]
    public void What_is_no_domain_is_not_asked_for(string domain)
    {
        var dns = new FakeMailDns();
        var result = Resolve(dns, domain);
        Assert.Equal(MailExchangerStatus.InvalidDomain, result.Status);
        Assert.Equal(domain, result.Domain);
        Assert.Null(result.AsciiDomain);
        Assert.NotNull(result.Detail);
        Assert.Empty(dns.Questions);
    }

    // RFC 2308 and RFC 8020: five different things, of which two are no answer at all.
    [Theory]
    [InlineData(DnsOutcome.NxDomain, MailExchangerStatus.NxDomain, false)]
    [InlineData(DnsOutcome.ServerFailure, MailExchangerStatus.ServerFailure, true)]
    [InlineData(DnsOutcome.Timeout, MailExchangerStatus.Timeout, true)]
    public void A_failed_MX_question_never_leads_to_the_domains_own_address(DnsOutcome outcome, MailExchangerStatus status, bool transient)
    {
        var dns = new FakeMailDns().A("example.test", Global1).Fails("example.test", outcome, DnsRecordType.Mx);

        var result = Resolve(dns, "example.test");

        Assert.Equal(status, result.Status);
        Assert.Equal(transient, result.IsTransient);
        Assert.Equal(transient, new MailExchangerException(result).IsTransient);
        Assert.Empty(result.Exchangers);
        Assert.Contains("example.test", result.Detail, StringComparison.Ordinal);
        Assert.Single(dns.Questions);
    }

    [Fact]
    public void Without_MX_records_the_domain_is_its_own_exchanger()
    {
        var result = Resolve(new FakeMailDns().A("example.test", Global1), "example.test");

        Assert.Equal(MailExchangerStatus.ImplicitMx, result.Status);
        var exchanger = Assert.Single(result.Exchangers);
        Assert.True(exchanger.IsImplicit);
        Assert.Equal("0 example.test", exchanger.ToString());
        Assert.Equal(Global1, Assert.Single(exchanger.Addresses).Address);
    }

    [Fact]
    public void Without_MX_records_and_addresses_there_is_no_mail_server() =>
        Assert.Equal(MailExchangerStatus.NoMailServer, Resolve(new FakeMailDns().Txt("example.test", "x"), "example.test").Status);

    [Theory]
    [InlineData(DnsOutcome.ServerFailure, MailExchangerStatus.ServerFailure)]
    [InlineData(DnsOutcome.Timeout, MailExchangerStatus.Timeout)]
    public void An_implicit_exchanger_whose_address_question_fails_is_a_failure(DnsOutcome outcome, MailExchangerStatus status)
    {
        var dns = new FakeMailDns().Txt("example.test", "x").Fails("example.test", outcome, DnsRecordType.A);
        Assert.Equal(status, Resolve(dns, "example.test").Status);
    }

    [Fact]
    public void One_family_that_fails_is_a_fault_where_the_other_answers()
    {
        var dns = new FakeMailDns().A("example.test", Global1).Fails("example.test", DnsOutcome.Timeout, DnsRecordType.Aaaa);
        var result = Resolve(dns, "example.test");
        Assert.Equal(MailExchangerStatus.ImplicitMx, result.Status);
        Assert.Equal([MailExchangerFaultKind.LookupTimeout], Kinds(result.Exchangers[0]));
    }

    [Fact]
    public void A_null_MX_says_that_no_mail_is_taken()
    {
        var dns = new FakeMailDns().Mx("example.test", 0, ".").A("example.test", Global1);
        var result = Resolve(dns, "example.test");
        Assert.Equal(MailExchangerStatus.NullMx, result.Status);
        Assert.False(result.AcceptsMail);
        Assert.Empty(result.Exchangers);
        Assert.Empty(result.Faults);
        Assert.Single(dns.Questions);
    }

    [Fact]
    public void A_null_MX_that_breaks_its_rules_is_flagged()
    {
        var wrongPreference = Resolve(new FakeMailDns().Mx("example.test", 10, "."), "example.test");
        Assert.Equal(MailExchangerStatus.NullMx, wrongPreference.Status);
        Assert.Equal(MailExchangerFaultKind.MalformedNullMx, Assert.Single(wrongPreference.Faults).Kind);

        var notAlone = Resolve(
            new FakeMailDns().Mx("example.test", 0, ".").Mx("example.test", 10, "mx.example.test").A("mx.example.test", Global1), "example.test");
        Assert.Equal(MailExchangerStatus.Found, notAlone.Status);
        Assert.Equal([MailExchangerFaultKind.MalformedNullMx], Kinds(notAlone.Exchangers[0]));
        Assert.Empty(notAlone.Exchangers[1].Faults);
    }

    [Fact]
    public void MX_records_of_which_none_is_usable_are_an_error_and_no_implicit_MX()
    {
        var dns = new FakeMailDns()
            .Mx("example.test", 10, "gone.example.test").Mx("example.test", 20, "empty.example.test").A("example.test", Global1)
            .Txt("empty.example.test", "x");

        var result = Resolve(dns, "example.test");

        Assert.Equal(MailExchangerStatus.NoUsableExchanger, result.Status);
        Assert.False(result.IsTransient);
        Assert.All(result.Exchangers, e => Assert.Equal([MailExchangerFaultKind.NoAddress], Kinds(e)));
        Assert.DoesNotContain(dns.Questions, q => q is { Name: "example.test", Type: DnsRecordType.A });
        // What does not exist has no A record either (RFC 8020), so that this is not asked.
        Assert.DoesNotContain(dns.Questions, q => q is { Name: "gone.example.test", Type: DnsRecordType.A });
    }

    [Theory]
    [InlineData(DnsOutcome.ServerFailure, MailExchangerStatus.ServerFailure, MailExchangerFaultKind.LookupFailed)]
    [InlineData(DnsOutcome.Timeout, MailExchangerStatus.Timeout, MailExchangerFaultKind.LookupTimeout)]
    public void Hosts_that_could_not_be_asked_for_are_not_called_unusable(DnsOutcome outcome, MailExchangerStatus status, MailExchangerFaultKind kind)
    {
        var dns = new FakeMailDns()
            .Mx("example.test", 10, "gone.example.test").Mx("example.test", 20, "mx.example.test").Fails("mx.example.test", outcome);

        var result = Resolve(dns, "example.test");

        Assert.Equal(status, result.Status);
        Assert.Equal([MailExchangerFaultKind.NoAddress], Kinds(result.Exchangers[0]));
        Assert.All(Kinds(result.Exchangers[1]), k => Assert.Equal(kind, k));
    }

    [Fact]
    public void A_dead_zone_ends_after_a_few_time_outs()
    {
        var dns = new FakeMailDns();
        for (var i = 0; i < 20; i++)
        {
            dns.Mx("example.test", i, $"mx{i}.example.test").Fails($"mx{i}.example.test", DnsOutcome.Timeout);
        }

        var result = Resolve(dns, "example.test");

        Assert.Equal(MailExchangerStatus.Timeout, result.Status);
        Assert.Equal(20, result.Exchangers.Count);
        Assert.Equal([MailExchangerFaultKind.NotAsked], Kinds(result.Exchangers[19]));
        Assert.True(dns.Questions.Count <= 1 + MailExchangerResolver.MaxTimeouts + 1);
    }

    [Fact]
    public void A_domain_that_is_an_alias_has_its_targets_exchangers()
    {
        var dns = new FakeMailDns()
            .Cname("shop.test", "app.example.test").Cname("app.example.test", "www.example.test")
            .Mx("www.example.test", 10, "mx.example.test").A("mx.example.test", Global1).A("shop.test", Global2);

        var result = Resolve(dns, "shop.test");

        Assert.Equal(MailExchangerStatus.Found, result.Status);
        Assert.Equal(["app.example.test", "www.example.test"], result.Aliases);
        Assert.Equal("mx.example.test", Assert.Single(result.Exchangers).Host);
    }

    [Fact]
    public void A_domain_that_is_an_alias_without_MX_records_has_its_targets_address()
    {
        var result = Resolve(new FakeMailDns().Cname("shop.test", "www.test").A("www.test", Global1), "shop.test");
        Assert.Equal(MailExchangerStatus.ImplicitMx, result.Status);
        Assert.Equal("www.test", Assert.Single(result.Exchangers).Host);
        Assert.Contains("alias of www.test", result.Detail, StringComparison.Ordinal);
    }

    // RFC 6604 2.1: behind an alias NXDOMAIN is about the alias's target, and the domain itself exists.
    [Fact]
    public void A_domain_that_is_an_alias_of_nothing_exists_and_is_flagged()
    {
        var dns = new FakeMailDns().Cname("shop.test", "app.example.test").Cname("app.example.test", "gone.example.test");

        var result = Resolve(dns, "shop.test");

        Assert.Equal(MailExchangerStatus.NoMailServer, result.Status);
        Assert.Equal(["app.example.test", "gone.example.test"], result.Aliases);
        Assert.Equal(MailExchangerFaultKind.DanglingAlias, Assert.Single(result.Faults).Kind);
        Assert.Equal("shop.test is an alias of gone.example.test, which does not exist (NXDOMAIN from 192.0.2.53:53).", result.Detail);
        Assert.Equal(MailExchangerStatus.NxDomain, Resolve(dns, "gone.example.test").Status);
    }

    [Fact]
    public void A_host_that_is_an_alias_is_used_and_flagged()
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx.example.test").Cname("mx.example.test", "host.test").A("host.test", Global1);

        var exchanger = Assert.Single(Resolve(dns, "example.test").Exchangers);

        Assert.Equal("mx.example.test", exchanger.Host);
        Assert.Equal(["host.test"], exchanger.Aliases);
        Assert.Equal([MailExchangerFaultKind.Alias], Kinds(exchanger));
        Assert.Contains("RFC 2181", exchanger.Faults[0].Message, StringComparison.Ordinal);
        Assert.True(exchanger.IsUsable);
    }

    [Fact]
    public void A_host_whose_alias_loops_is_flagged()
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "a.test").Cname("a.test", "b.test").Cname("b.test", "a.test");
        var exchanger = Assert.Single(Resolve(dns, "example.test").Exchangers);
        Assert.Equal([MailExchangerFaultKind.AliasLoop], Kinds(exchanger));
        Assert.False(exchanger.IsUsable);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    [InlineData("[192.0.2.1]")]
    public void An_address_instead_of_a_host_is_flagged_and_not_asked_for(string exchange)
    {
        var dns = new FakeMailDns().Mx("example.test", 10, exchange);
        var result = Resolve(dns, "example.test");
        Assert.Equal([MailExchangerFaultKind.IpLiteral], Kinds(result.Exchangers[0]));
        Assert.Equal(MailExchangerStatus.NoUsableExchanger, result.Status);
        Assert.Single(dns.Questions);
    }

    [Fact]
    public void A_host_name_with_an_underscore_is_flagged_and_still_asked_for()
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx_1.example.test").A("mx_1.example.test", Global1);
        var result = Resolve(dns, "example.test");
        Assert.Equal(MailExchangerStatus.Found, result.Status);
        Assert.Equal([MailExchangerFaultKind.InvalidHostName], Kinds(result.Exchangers[0]));
    }

    [Fact]
    public void A_host_name_that_cannot_be_asked_for_is_flagged()
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx\\032.example.test");
        var result = Resolve(dns, "example.test");
        Assert.Equal(MailExchangerStatus.NoUsableExchanger, result.Status);
        Assert.Equal([MailExchangerFaultKind.InvalidHostName], Kinds(result.Exchangers[0]));
        Assert.Single(dns.Questions);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8")]
    [InlineData("172.31.0.1", "172.16.0.0/12")]
    [InlineData("192.168.1.1", "192.168.0.0/16")]
    [InlineData("127.0.0.1", "127.0.0.0/8")]
    [InlineData("100.127.255.255", "100.64.0.0/10")]
    [InlineData("169.254.0.1", "169.254.0.0/16")]
    [InlineData("0.0.0.0", "0.0.0.0/8")]
    public void A_private_address_is_flagged(string address, string block)
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx.example.test").A("mx.example.test", address);
        var exchanger = Assert.Single(Resolve(dns, "example.test").Exchangers);
        Assert.Equal([MailExchangerFaultKind.NonGlobalAddress], Kinds(exchanger));
        Assert.Contains(block, exchanger.Addresses[0].SpecialBlock, StringComparison.Ordinal);
        Assert.Contains(address, exchanger.Faults[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("11.0.0.1")]
    public void An_address_beside_a_private_block_is_not_flagged(string address)
    {
        var dns = new FakeMailDns().Mx("example.test", 10, "mx.example.test").A("mx.example.test", address);
        Assert.Empty(Assert.Single(Resolve(dns, "example.test").Exchangers).Faults);
    }

    [Fact]
    public void A_host_that_stands_twice_is_asked_for_once_and_flagged_at_the_second()
    {
        var dns = new FakeMailDns()
            .Mx("example.test", 10, "mx.example.test").Mx("example.test", 20, "MX.example.test").A("mx.example.test", Global1);
        var result = Resolve(dns, "example.test");
        Assert.Empty(result.Exchangers[0].Faults);
        Assert.Equal([MailExchangerFaultKind.Duplicate], Kinds(result.Exchangers[1]));
        Assert.Equal(3, dns.Questions.Count);
    }

    [Fact]
    public void The_number_of_records_and_addresses_is_limited_and_said()
    {
        var dns = new FakeMailDns();
        for (var i = 300; i > 0; i--)
        {
            dns.Mx("example.test", i, $"mx{i}.example.test").A($"mx{i}.example.test", Global1);
        }

        for (var i = 0; i < 100; i++)
        {
            dns.A("mx1.example.test", $"8.8.4.{i}");
        }

        var result = Resolve(dns, "example.test");

        Assert.Equal(MailExchangerResolver.MaxExchangers, result.Exchangers.Count);
        Assert.Equal(1, result.Exchangers[0].Preference);
        Assert.Contains("300", Assert.Single(result.Faults).Message, StringComparison.Ordinal);
        Assert.Equal(MailExchangerResolver.MaxAddresses, result.Exchangers[0].Addresses.Count);
        Assert.Equal([MailExchangerFaultKind.TooMany], Kinds(result.Exchangers[0]));
    }

    // RFC 4035 4.9.3: the AD flag counts only if its sender and the way to it are trusted.
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void An_answer_is_secure_only_if_a_trusted_resolver_says_so(bool authentic, bool trusted, bool secure)
    {
        var dns = new FakeMailDns { IsAuthentic = authentic, IsTrusted = trusted }
            .Mx("example.test", 10, "mx.example.test").A("mx.example.test", Global1);
        var result = Resolve(dns, "example.test");
        Assert.Equal(authentic, result.IsAuthentic);
        Assert.Equal(secure, result.IsSecure);
        Assert.Equal(secure, result.Exchangers[0].IsSecure);
    }

    [Fact]
    public void Cancelling_ends_the_resolution()
    {
        using var cancelled = new CancellationTokenSource();
        var dns = new FakeMailDns { BeforeAnswer = (_, _) => cancelled.Cancel() }.Mx("example.test", 10, "mx.example.test");
        Assert.Throws<OperationCanceledException>(() => new MailExchangerResolver(dns).Resolve("example.test", cancelled.Token));
    }

    private static MailExchangerResult Resolve(FakeMailDns dns, string domain) => new MailExchangerResolver(dns).Resolve(domain);

    private static IEnumerable<MailExchangerFaultKind> Kinds(MailExchanger exchanger) => exchanger.Faults.Select(f => f.Kind);
}

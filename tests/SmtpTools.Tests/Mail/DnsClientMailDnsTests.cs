using System.Diagnostics;
using System.Net;
using System.Text;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Mail;

public class DnsClientMailDnsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);

    [Fact]
    public void Every_record_type_is_read()
    {
        using var server = LoopbackDns.Start("""
            example.test                  300  MX     10 mx.example.test
            mx.example.test               600  A      192.0.2.1
            mx.example.test               700  AAAA   2001:db8::1
            1.2.0.192.in-addr.arpa             PTR    mx.example.test
            _25._tcp.mx.example.test           TLSA   3 1 1 0123456789abcdef
            www.example.test                   CNAME  mx.example.test
            """);
        var dns = Client(server);

        var mx = dns.Query<MxRecord>("example.test");
        Assert.Equal(DnsOutcome.Found, mx.Outcome);
        Assert.Equal(new MxRecord("example.test", TimeSpan.FromSeconds(300), 10, "mx.example.test"), Assert.Single(mx.Records));
        Assert.Equal(TimeSpan.FromSeconds(300), mx.TimeToLive);
        Assert.Equal(server.Address, mx.Resolver);
        Assert.Equal("NOERROR", mx.ResponseCode);
        Assert.Null(mx.Error);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), Assert.Single(dns.Query<ARecord>("mx.example.test.").Records).Address);
        Assert.Equal(IPAddress.Parse("2001:db8::1"), Assert.Single(dns.Query<AaaaRecord>("mx.example.test").Records).Address);
        Assert.Equal("mx.example.test", Assert.Single(dns.Query<PtrRecord>(ReverseName.Of(IPAddress.Parse("192.0.2.1"))).Records).HostName);
        var tlsa = Assert.Single(dns.Query<TlsaRecord>("_25._tcp.mx.example.test").Records);
        Assert.Equal((3, 1, 1, "0123456789ABCDEF"), (tlsa.Usage, tlsa.Selector, tlsa.MatchingType, Convert.ToHexString(tlsa.AssociationData)));
        Assert.Equal("mx.example.test", Assert.Single(dns.Query<CnameRecord>("www.example.test").Records).Target);
        Assert.Equal(DnsOutcome.NoData, dns.Query<CnameRecord>("mx.example.test").Outcome);
    }

    // Case C174: the strings of one record belong together, those of two do not; the octets are kept.
    [Theory]
    [InlineData("\"v=spf1 \" \"-all\"", "v=spf1 -all")]
    [InlineData("\"\"", "")]
    [InlineData("\"a;b\\\"c\\\\d\"", "a;b\"c\\d")]
    [InlineData("\"\\195\" \"\\188\"", "ü")]
    [InlineData("\"ü\"", "ü")]
    [InlineData("\"a\\255\"", "a\uFFFD")]
    public void Text_is_exact(string zone, string text)
    {
        using var server = LoopbackDns.Start($"t.test TXT {zone}");
        Assert.Equal(text, Assert.Single(Client(server).Query<TxtRecord>("t.test").Records).Text);
    }

    [Fact]
    public void Octets_of_text_are_exact()
    {
        using var server = LoopbackDns.Start("""
            t.test TXT "\000\001\031\127\128\200\255\"\\" "x"
            """);
        var strings = Assert.Single(Client(server).Query<TxtRecord>("t.test").Records).Strings;
        Assert.Equal([0, 1, 31, 127, 128, 200, 255, (byte)'"', (byte)'\\'], strings[0]);
        Assert.Equal("x", Encoding.ASCII.GetString(strings[1]));
    }

    [Fact]
    public void A_null_MX_keeps_its_root()
    {
        using var server = LoopbackDns.Start("null.test MX 0 .");
        Assert.Equal(".", Assert.Single(Client(server).Query<MxRecord>("null.test").Records).Exchange);
    }

    // Case C171: five states, none of which is taken for another.
    [Theory]
    [InlineData("example.test", DnsOutcome.NoData, "NOERROR")]
    [InlineData("below.empty.test", DnsOutcome.Found, "NOERROR")]
    [InlineData("empty.test", DnsOutcome.NoData, "NOERROR")]
    [InlineData("gone.test", DnsOutcome.NxDomain, "NXDOMAIN")]
    [InlineData("servfail.test", DnsOutcome.ServerFailure, "SERVFAIL")]
    [InlineData("refused.test", DnsOutcome.ServerFailure, "REFUSED")]
    [InlineData("formerr.test", DnsOutcome.ServerFailure, "FORMERR")]
    [InlineData("notimp.test", DnsOutcome.ServerFailure, "NOTIMP")]
    [InlineData("lame.test", DnsOutcome.ServerFailure, "NOERROR")]
    [InlineData("drop.test", DnsOutcome.Timeout, null)]
    [InlineData("garbage.test", DnsOutcome.ServerFailure, null)]
    [InlineData("nosoa.test", DnsOutcome.NoData, "NOERROR")]
    public void Outcomes_are_told_apart(string name, DnsOutcome outcome, string? code)
    {
        using var server = LoopbackDns.Start("""
            example.test       MX   10 mx.example.test
            below.empty.test   TXT  x
            servfail.test      ANY  !SERVFAIL
            refused.test       ANY  !REFUSED
            formerr.test       ANY  !FORMERR
            notimp.test        ANY  !NOTIMP
            lame.test          ANY  !REFERRAL
            drop.test          ANY  !DROP
            garbage.test       ANY  !GARBAGE
            nosoa.test         A    192.0.2.1
            nosoa.test         ANY  !NOSOA
            """);

        var answer = Client(server, outcome == DnsOutcome.Timeout ? Short : null).Query<TxtRecord>(name);

        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal(code, answer.ResponseCode);
        Assert.Equal(outcome is DnsOutcome.ServerFailure or DnsOutcome.Timeout, answer.IsTransient);
        Assert.Equal(answer.IsTransient, answer.Error is not null);
        if (answer.IsTransient)
        {
            Assert.Contains(server.Address, answer.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(600u, 60u, 60)]
    [InlineData(30u, 60u, 30)]
    [InlineData(86400u * 7, 86400u * 7, 3 * 3600)]
    [InlineData(uint.MaxValue, 60u, 0)]
    public void An_absence_is_kept_as_long_as_the_SOA_record_allows(uint soaTimeToLive, uint minimum, int seconds)
    {
        using var server = LoopbackDns.Start("example.test A 192.0.2.1");
        server.SoaTimeToLive = soaTimeToLive;
        server.SoaMinimum = minimum;
        Assert.Equal(TimeSpan.FromSeconds(seconds), Client(server).Query<MxRecord>("example.test").TimeToLive);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Client(server).Query<MxRecord>("gone.test").TimeToLive);
    }

    [Fact]
    public void Aliases_are_followed_and_shown()
    {
        using var server = LoopbackDns.Start("""
            a.test        50   CNAME  b.test
            b.test        20   CNAME  c.example.test
            c.example.test 100 MX     10 mx.test
            d.test             CNAME  gone.test
            e.test             CNAME  c.example.test
            """);
        var dns = Client(server);

        var found = dns.Query<MxRecord>("a.test");
        Assert.Equal(DnsOutcome.Found, found.Outcome);
        Assert.Equal(["b.test", "c.example.test"], found.Aliases.Select(a => a.Target));
        Assert.Equal("c.example.test", found.CanonicalName);
        Assert.Equal(TimeSpan.FromSeconds(20), found.TimeToLive);

        // RFC 6604 2.1: the code is about the last name of the chain.
        var gone = dns.Query<MxRecord>("d.test");
        Assert.Equal(DnsOutcome.NxDomain, gone.Outcome);
        Assert.Equal("gone.test", gone.CanonicalName);

        var noData = dns.Query<ARecord>("e.test");
        Assert.Equal(DnsOutcome.NoData, noData.Outcome);
        Assert.Equal("c.example.test", noData.CanonicalName);
    }

    [Fact]
    public void An_aliass_target_that_the_server_leaves_out_is_asked_for()
    {
        using var server = LoopbackDns.Start("""
            a.test  CNAME  b.test
            a.test  ANY    !ALIASONLY
            b.test  CNAME  c.test
            b.test  ANY    !ALIASONLY
            c.test  A      192.0.2.1
            """);
        var answer = Client(server).Query<ARecord>("a.test");
        Assert.Equal(DnsOutcome.Found, answer.Outcome);
        Assert.Equal(["b.test", "c.test"], answer.Aliases.Select(a => a.Target));
        Assert.Equal(["a.test", "b.test", "c.test"], server.Questions.Select(q => q.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.test ANY !ALIASONLY\nb.test ANY !ALIASONLY\nc.test ANY !ALIASONLY")]
    public void A_loop_of_aliases_is_a_failure_that_says_so(string behaviour)
    {
        using var server = LoopbackDns.Start($"a.test CNAME b.test\nb.test CNAME c.test\nc.test CNAME b.test\n{behaviour}");
        var answer = Client(server).Query<ARecord>("a.test");
        Assert.Equal(DnsOutcome.ServerFailure, answer.Outcome);
        Assert.True(answer.IsAliasLoop);
        Assert.Contains("aliases", answer.Error, StringComparison.Ordinal);
        Assert.True(server.Questions.Count <= 3);
    }

    [Fact]
    public void An_endless_chain_of_aliases_is_given_up()
    {
        var zone = new StringBuilder();
        for (var i = 0; i < 100; i++)
        {
            zone.Append(System.Globalization.CultureInfo.InvariantCulture, $"n{i}.test CNAME n{i + 1}.test\nn{i}.test ANY !ALIASONLY\n");
        }

        using var server = LoopbackDns.Start(zone.ToString());
        var answer = Client(server).Query<ARecord>("n0.test");
        Assert.Equal(DnsOutcome.ServerFailure, answer.Outcome);
        Assert.False(answer.IsAliasLoop);
        Assert.True(server.Questions.Count <= 20);
    }

    // Case C087: the server is on loopback here, hence trusted.
    [Fact]
    public void Authenticity_is_the_resolvers_word()
    {
        using var server = LoopbackDns.Start("""
            signed.test  A    192.0.2.1
            signed.test  ANY  !AUTHENTIC
            plain.test   A    192.0.2.1
            gone.test    ANY  !AUTHENTIC
            mixed.test   CNAME plain.test
            mixed.test   ANY  !AUTHENTIC
            mixed.test   ANY  !ALIASONLY
            """);
        var dns = Client(server);
        Assert.True(dns.Query<ARecord>("signed.test").IsSecure);
        Assert.True(dns.Query<ARecord>("gone.test").IsSecure);
        Assert.False(dns.Query<ARecord>("plain.test").IsAuthentic);

        // One part that is not verified makes the whole unverified.
        var mixed = dns.Query<ARecord>("mixed.test");
        Assert.Equal(DnsOutcome.Found, mixed.Outcome);
        Assert.False(mixed.IsAuthentic);
    }

    [Fact]
    public void The_next_server_is_asked_when_one_fails_and_the_one_that_answered_goes_first_afterwards()
    {
        using var refusing = LoopbackDns.Start("* ANY !REFUSED");
        using var good = LoopbackDns.Start("example.test A 192.0.2.1");
        var dns = new DnsClientMailDns(Options(TimeSpan.FromSeconds(5), refusing, good));

        Assert.Equal(good.Address, dns.Query<ARecord>("example.test").Resolver);
        Assert.Equal(DnsOutcome.NxDomain, dns.Query<ARecord>("gone.test").Outcome);
        Assert.Single(refusing.Questions);
    }

    [Fact]
    public void When_all_servers_fail_each_is_named_with_what_it_said()
    {
        using var refusing = LoopbackDns.Start("* ANY !REFUSED");
        using var silent = LoopbackDns.Start("* ANY !DROP");
        var answer = new DnsClientMailDns(Options(TimeSpan.FromSeconds(4), silent, refusing)).Query<ARecord>("example.test");
        Assert.Equal(DnsOutcome.ServerFailure, answer.Outcome);
        Assert.Equal("REFUSED", answer.ResponseCode);
        Assert.Contains($"{refusing.Address} answered REFUSED", answer.Error, StringComparison.Ordinal);
        Assert.Contains($"{silent.Address} did not answer", answer.Error, StringComparison.Ordinal);
        Assert.Single(refusing.Questions);
    }

    [Fact]
    public void A_question_ends_in_its_time_whatever_the_servers_do()
    {
        using var a = LoopbackDns.Start("* ANY !DROP");
        using var b = LoopbackDns.Start("* ANY !DELAY 10000");
        var watch = Stopwatch.StartNew();
        var answer = new DnsClientMailDns(Options(Short, a, b)).Query<ARecord>("example.test");
        Assert.Equal(DnsOutcome.Timeout, answer.Outcome);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void A_server_is_reached_over_IPv6()
    {
        using var server = LoopbackDns.Start("example.test A 192.0.2.1", IPAddress.IPv6Loopback);
        var answer = Client(server).Query<ARecord>("example.test");
        Assert.Equal(DnsOutcome.Found, answer.Outcome);
        Assert.Equal($"[::1]:{server.EndPoint.Port}", answer.Resolver);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("bücher.example")]
    [InlineData("a b.test")]
    public void A_name_that_cannot_be_asked_for_is_an_argument_error(string name)
    {
        using var server = LoopbackDns.Start();
        Assert.Throws<ArgumentException>(() => Client(server).Query<ARecord>(name));
        Assert.Empty(server.Questions);
    }

    [Theory]
    [InlineData("_dmarc.example.test")]
    [InlineData("a+b=c/d.example.test")]
    [InlineData("xn--bcher-kva.example.test")]
    [InlineData("1.0.0.127.in-addr.arpa")]
    public void Odd_names_are_asked_for_as_they_are(string name)
    {
        using var server = LoopbackDns.Start($"{name} TXT x");
        Assert.Equal(DnsOutcome.Found, Client(server).Query<TxtRecord>(name).Outcome);
        Assert.Equal(name, Assert.Single(server.Questions).Name);
    }

    [Fact]
    public void A_cancelled_token_ends_the_question()
    {
        using var server = LoopbackDns.Start("* ANY !DROP");
        using var cancel = new CancellationTokenSource();

        // Not by a timer: the tests beside this one may hold all threads of the pool.
        var canceller = new Thread(() =>
        {
            Assert.True(SpinWait.SpinUntil(() => server.Questions.Count > 0, TimeSpan.FromSeconds(10)));
            cancel.Cancel();
        });
        canceller.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => Client(server, TimeSpan.FromSeconds(1)).Query<ARecord>("example.test", cancel.Token));
        canceller.Join();
    }

    [Fact]
    public void Everything_fits_together_for_a_domain()
    {
        using var server = LoopbackDns.Start("""
            xn--bcher-kva.example     MX  20 mx2.example.test
            xn--bcher-kva.example     MX  10 mx1.example.test
            mx1.example.test          A   8.8.4.4
            mx2.example.test          ANY !SERVFAIL
            """);
        var result = new MailExchangerResolver(Client(server)).Resolve("Bücher.example");
        Assert.Equal(MailExchangerStatus.Found, result.Status);
        Assert.Equal(["10 mx1.example.test", "20 mx2.example.test"], result.Exchangers.Select(e => e.ToString()));
        Assert.Empty(result.Exchangers[0].Faults);
        Assert.Contains(result.Exchangers[1].Faults, f => f.Kind == MailExchangerFaultKind.LookupFailed);
    }

    private static DnsClientMailDns Client(LoopbackDns server, TimeSpan? timeout = null) =>
        new(Options(timeout ?? TimeSpan.FromSeconds(10), server));

    private static MailDnsOptions Options(TimeSpan timeout, params LoopbackDns[] servers) =>
        new() { Servers = [.. servers.Select(s => new DnsServerAddress(s.EndPoint))], Timeout = timeout };
}

using System.Diagnostics;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Mail;

public class DnsTransportTests
{
    // Case C168.
    [Fact]
    public void A_truncated_answer_is_asked_for_over_TCP()
    {
        using var server = LoopbackDns.Start("big.test TXT !TRUNCATE\nbig.test TXT whole");
        var answer = Client(server).Query<TxtRecord>("big.test");
        Assert.Equal("whole", Assert.Single(answer.Records).Text);
        Assert.Equal([false, true], server.Questions.Select(q => q.IsTcp));
    }

    [Fact]
    public void Three_hundred_MX_records_come_whole_over_TCP()
    {
        var zone = string.Join('\n', Enumerable.Range(0, 300).Select(i => $"many.test MX {i} mx{i}.a-rather-long-name-for-a-mail-exchanger.example.test"));
        using var server = LoopbackDns.Start(zone);
        var answer = Client(server).Query<MxRecord>("many.test");
        Assert.Equal(300, answer.Records.Count);
        Assert.True(server.Questions[^1].IsTcp);
    }

    [Fact]
    public void A_truncated_answer_without_TCP_is_a_failure_and_not_an_absence()
    {
        using var server = LoopbackDns.Start("big.test TXT !TRUNCATE\nbig.test TXT !NOTCP\nbig.test TXT whole");
        var answer = Client(server).Query<TxtRecord>("big.test");
        Assert.True(answer.IsTransient);
        Assert.Empty(answer.Records);
        Assert.Contains(server.Questions, q => q.IsTcp);
    }

    [Fact]
    public void Questions_offer_EDNS_and_ask_for_the_verdict_on_authenticity()
    {
        using var server = LoopbackDns.Start("example.test A 192.0.2.1");
        _ = Client(server).Query<ARecord>("example.test");
        var question = Assert.Single(server.Questions);
        Assert.Equal(1232, question.EdnsSize);
        Assert.True(question.WantsDnssec);
        Assert.True(question.RecursionDesired);
    }

    [Fact]
    public void A_server_that_does_not_know_EDNS_is_asked_without()
    {
        using var server = LoopbackDns.Start("old.test A 192.0.2.1\nold.test ANY !NOEDNS");
        Assert.Equal(DnsOutcome.Found, Client(server).Query<ARecord>("old.test").Outcome);
        Assert.Equal([true, false], server.Questions.Select(q => q.EdnsSize > 0));
    }

    [Fact]
    public void A_server_that_drops_questions_with_EDNS_is_asked_without_once_that_is_known()
    {
        using var server = LoopbackDns.Start("""
            a.test  A    192.0.2.1
            b.test  A    192.0.2.2
            *       ANY  !DROPEDNS
            """);
        var dns = Client(server, TimeSpan.FromSeconds(3));
        var watch = Stopwatch.StartNew();

        Assert.Equal(DnsOutcome.Found, dns.Query<ARecord>("a.test").Outcome);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3.5));
        Assert.Equal([true, false, true], server.Questions.Select(q => q.EdnsSize > 0));

        Assert.Equal(DnsOutcome.Found, dns.Query<ARecord>("b.test").Outcome);
        Assert.Equal([false], server.Questions.Skip(3).Select(q => q.EdnsSize > 0));
    }

    [Fact]
    public void A_lost_datagram_costs_no_answer_its_authenticity()
    {
        using var server = LoopbackDns.Start("signed.test A 192.0.2.1\nsigned.test ANY !AUTHENTIC\nsigned.test ANY !DROPFIRST");
        var answer = Client(server, TimeSpan.FromSeconds(4)).Query<ARecord>("signed.test");
        Assert.True(answer.IsSecure);
        Assert.Equal([true, false, true], server.Questions.Select(q => q.EdnsSize > 0));
    }

    [Fact]
    public void A_server_that_has_answered_with_EDNS_is_never_asked_without()
    {
        using var server = LoopbackDns.Start("first.test A 192.0.2.1\nlossy.test A 192.0.2.1\nlossy.test ANY !DROPFIRST");
        var dns = Client(server, TimeSpan.FromSeconds(4));
        _ = dns.Query<ARecord>("first.test");
        Assert.Equal(DnsOutcome.Found, dns.Query<ARecord>("lossy.test").Outcome);
        Assert.All(server.Questions, q => Assert.True(q.EdnsSize > 0));
    }

    [Fact]
    public void A_server_that_answers_NOTIMP_with_or_without_EDNS_is_asked_both_ways_once()
    {
        using var server = LoopbackDns.Start("odd.test A 192.0.2.1\nodd.test ANY !NOTIMP");
        Assert.Equal("NOTIMP", Client(server).Query<ARecord>("odd.test").ResponseCode);
        Assert.Equal([true, false], server.Questions.Select(q => q.EdnsSize > 0));
    }

    [Fact]
    public void A_silent_server_is_asked_again()
    {
        using var server = LoopbackDns.Start("lossy.test A 192.0.2.1\nlossy.test ANY !DROPFIRST");
        Assert.Equal(DnsOutcome.Found, Client(server, TimeSpan.FromSeconds(4)).Query<ARecord>("lossy.test").Outcome);
        Assert.NotEqual(server.Questions[0].ClientPort, server.Questions[1].ClientPort);
    }

    // Case C176, RFC 5452 9.3: who guesses gets one guess.
    [Theory]
    [InlineData("!WRONGID")]
    [InlineData("!WRONGQUESTION")]
    public void After_an_answer_that_belongs_to_another_question_the_server_is_asked_over_TCP(string behaviour)
    {
        using var server = LoopbackDns.Start($"example.test A 192.0.2.1\nexample.test ANY {behaviour}");
        var answer = Client(server).Query<ARecord>("example.test");
        Assert.Equal("192.0.2.1", Assert.Single(answer.Records).Address.ToString());
        Assert.Equal([false, true], server.Questions.Select(q => q.IsTcp));
    }

    [Theory]
    [InlineData("!WRONGID")]
    [InlineData("!WRONGQUESTION")]
    public void An_answer_that_belongs_to_another_question_is_not_taken_where_there_is_no_TCP(string behaviour)
    {
        using var server = LoopbackDns.Start($"example.test A 192.0.2.1\nexample.test ANY {behaviour}\nexample.test ANY !NOTCP");
        var answer = Client(server, TimeSpan.FromSeconds(2)).Query<ARecord>("example.test");
        Assert.True(answer.IsTransient);
        Assert.Empty(answer.Records);
    }

    // Case C176: a datagram from another port, with the right ID and question, is taken for the answer by DnsClient.
    [Fact]
    public void Over_TCP_alone_an_answer_from_elsewhere_has_no_way_in()
    {
        using var server = LoopbackDns.Start("example.test A 192.0.2.1\nexample.test ANY !ELSEWHERE");
        Assert.Equal(DnsOutcome.NxDomain, Client(server).Query<ARecord>("example.test").Outcome);

        var overTcp = new DnsClientMailDns(new MailDnsOptions { Servers = [new DnsServerAddress(server.EndPoint)], UseTcpOnly = true });
        Assert.Equal("192.0.2.1", Assert.Single(overTcp.Query<ARecord>("example.test").Records).Address.ToString());
        Assert.Equal([false, true], server.Questions.Select(q => q.IsTcp));
    }

    [Fact]
    public void Over_TCP_alone_several_questions_are_asked_and_a_refused_connection_is_told()
    {
        using var server = LoopbackDns.Start("a.test A 192.0.2.1\nb.test A 192.0.2.2");
        var address = new DnsServerAddress(server.EndPoint);
        var dns = new DnsClientMailDns(new MailDnsOptions { Servers = [address], UseTcpOnly = true, Timeout = TimeSpan.FromSeconds(5) });
        Assert.Equal(DnsOutcome.Found, dns.Query<ARecord>("a.test").Outcome);
        Assert.Equal(DnsOutcome.Found, dns.Query<ARecord>("b.test").Outcome);
        Assert.Equal(DnsOutcome.NxDomain, dns.Query<ARecord>("c.test").Outcome);
        Assert.All(server.Questions, q => Assert.True(q.IsTcp));

        server.Dispose();
        var refused = new DnsClientMailDns(new MailDnsOptions { Servers = [address], UseTcpOnly = true, Timeout = TimeSpan.FromSeconds(5) }).Query<ARecord>("a.test");
        Assert.Equal(DnsOutcome.ServerFailure, refused.Outcome);
        Assert.Contains("cannot be reached", refused.Error, StringComparison.Ordinal);
    }

    private static DnsClientMailDns Client(LoopbackDns server, TimeSpan? timeout = null) =>
        new(new MailDnsOptions { Servers = [new DnsServerAddress(server.EndPoint)], Timeout = timeout ?? TimeSpan.FromSeconds(10) });
}

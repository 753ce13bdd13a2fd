using SmtpTools.TestServer;
using SmtpTools.Tests.Dns;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class SmtpRecipientTesterTests
{
    private static readonly Mailbox s_recipient = Mailbox.Parse("user@example.com");

    [Theory]
    [InlineData("550 5.1.1 No such user", RecipientStatus.Unknown)]
    [InlineData("553 Sorry, no mailbox here by that name", RecipientStatus.Unknown)]
    [InlineData("550 5.1.8 Sender domain not found", RecipientStatus.Policy)]
    [InlineData("550 5.7.1 Client host blocked using zen.example", RecipientStatus.Policy)]
    [InlineData("552 5.2.2 Mailbox full", RecipientStatus.MailboxUnavailable)]
    [InlineData("550 5.2.1 Mailbox disabled", RecipientStatus.MailboxUnavailable)]
    [InlineData("550 No", RecipientStatus.Refused)]
    [InlineData("450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted", RecipientStatus.Greylisted)]
    [InlineData("451 4.7.1 Please try again later", RecipientStatus.Greylisted)]
    [InlineData("451 Greylisting in action", RecipientStatus.Greylisted)]
    [InlineData("452 4.2.2 Mailbox full", RecipientStatus.Deferred)]
    [InlineData("450 4.3.2 Too busy", RecipientStatus.Deferred)]
    public void An_answer_to_rcpt_is_read(string reply, RecipientStatus status)
    {
        var test = Test(script => script.Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<user@example.com>", reply).Answer("RSET", "250 Ok"));

        Assert.Equal(status, test.Status);
        Assert.Equal(reply, test.Reply!.ToString());
        Assert.Null(test.IsCatchAll);
        Assert.Null(test.Error);
    }

    [Theory]
    [InlineData("550 5.1.1 No such user", RecipientStatus.Accepted, false)]
    [InlineData("250 Ok", RecipientStatus.AcceptedForAll, true)]
    [InlineData("450 4.7.1 Later", RecipientStatus.Accepted, null)]
    public void A_made_up_name_shows_a_catch_all(string reply, RecipientStatus status, bool? isCatchAll)
    {
        var test = Test(script => script.Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<user@example.com>", "250 Ok")
            .Answer("RCPT TO:<probe-*@example.com>", reply).Answer("RSET", "250 Ok"));

        Assert.Equal(status, test.Status);
        Assert.Equal(isCatchAll, test.IsCatchAll);
    }

    [Theory]
    [InlineData("550 5.7.1 Not you", RecipientStatus.Policy)]
    [InlineData("451 4.7.1 Greylisted", RecipientStatus.Greylisted)]
    [InlineData("451 4.4.3 DNS trouble", RecipientStatus.Deferred)]
    public void A_refused_sender_says_nothing_of_the_recipient(string reply, RecipientStatus status)
    {
        var test = Test(script => script.Answer("MAIL FROM:<me@example.org>", reply), new SmtpRecipientTestOptions { Sender = Mailbox.Parse("me@example.org") });

        Assert.Equal(status, test.Status);
        Assert.Null(test.Reply);
        Assert.Equal("me@example.org", test.Sender);
    }

    [Fact]
    public void Exchangers_are_tried_by_preference_until_one_answers()
    {
        using var turnsAway = ScriptedServer.Start(script => script.Send("554 5.7.1 Blocked"), address: System.Net.IPAddress.Parse("127.0.0.1"));
        var dns = new FakeMailDns().Mx("example.com", 10, "a.example.com").A("a.example.com", "127.0.0.1")
            .Mx("example.com", 20, "b.example.com").A("b.example.com", "127.0.0.1");

        var test = new SmtpRecipientTester(WithSession(new())).Test(s_recipient, turnsAway.Port, dns);

        Assert.Equal(RecipientStatus.Policy, test.Status);
        Assert.Equal(2, test.Tries.Count);
        Assert.StartsWith("a.example.com", test.Tries[0], StringComparison.Ordinal);
        Assert.Contains("Blocked", test.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_domain_that_takes_no_mail_needs_no_server()
    {
        var dns = new FakeMailDns().Mx("example.com", 0, ".");

        Assert.Equal(RecipientStatus.Unknown, new SmtpRecipientTester(WithSession(new())).Test(s_recipient, 25, dns).Status);
        Assert.Equal(RecipientStatus.Unknown, new SmtpRecipientTester(WithSession(new())).Test(s_recipient, 25, new FakeMailDns()).Status);
        var failing = new FakeMailDns().Fails("example.com", DnsOutcome.ServerFailure);
        Assert.Equal(RecipientStatus.Unreachable, new SmtpRecipientTester(WithSession(new())).Test(s_recipient, 25, failing).Status);
    }

    [Fact]
    public void An_address_that_needs_smtputf8_is_not_asked_for_without_it()
    {
        using var server = ScriptedServer.Start(script => script.Send(Greeting).Answer("EHLO *", "250 mx.example.com").Quit());

        var test = new SmtpRecipientTester(WithSession(new())).Test(Mailbox.Parse("jösé@example.com"), new SmtpEndpoint("127.0.0.1", server.Port));

        server.Verify();
        Assert.Equal(RecipientStatus.Unreachable, test.Status);
        Assert.Contains("SMTPUTF8", test.Error, StringComparison.Ordinal);
    }

    private static SmtpRecipientTest Test(Action<Script> script, SmtpRecipientTestOptions? options = null)
    {
        using var server = ScriptedServer.Start(whole =>
        {
            _ = whole.Send(Greeting).Answer("EHLO *", "250 mx.example.com");
            script(whole);
            _ = whole.Quit();
        });
        var test = new SmtpRecipientTester(WithSession(options ?? new())).Test(s_recipient, new SmtpEndpoint("127.0.0.1", server.Port));
        server.Verify();
        return test;
    }

    private static SmtpRecipientTestOptions WithSession(SmtpRecipientTestOptions options)
    {
        options.Session = Options().Session;
        return options;
    }
}

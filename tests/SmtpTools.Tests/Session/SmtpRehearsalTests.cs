using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

public sealed class SmtpRehearsalTests
{
    private static readonly TestCertificates s_authority = TestCertificates.Create();

    public static TheoryData<SmtpStage, bool> Stages
    {
        get
        {
            var data = new TheoryData<SmtpStage, bool>();
            foreach (var stage in Enum.GetValues<SmtpStage>())
            {
                data.Add(stage, true);
                if (stage != SmtpStage.Data)
                {
                    data.Add(stage, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_session_goes_as_far_as_its_stage_and_ends_as_asked(SmtpStage last, bool drops)
    {
        using var server = ScriptedServer.Start(script =>
        {
            foreach (var (stage, step) in Steps())
            {
                if (stage <= last)
                {
                    step(script);
                }
            }

            _ = drops ? script.ExpectClose() : script.Quit();
        });
        var options = Options(server, TlsMode.StartTls);
        options.Tls.ExtraRoots.Add(s_authority.Root);
        options.Credential = SmtpCredential.Password("user", () => "secret");

        var result = new SmtpRehearsal(options, last, drops).Run(Envelope("a@example.net", "b@example.net"), Content());

        server.Verify();
        Assert.Equal(last == SmtpStage.Dot ? SendState.PartlySent : SendState.Stopped, result.State);
        Assert.Null(result.Error);
        Assert.NotEmpty(result.Transcript);
        if (last == SmtpStage.Rcpt)
        {
            Assert.Equal(RecipientState.NotTried, result.Recipients[0].State);
            Assert.True(result.Recipients[0].Reply!.IsPositive);
            Assert.Equal(RecipientState.Rejected, result.Recipients[1].State);
        }
    }

    [Fact]
    public void A_refusal_on_the_way_is_the_result()
    {
        using var server = ScriptedServer.Start(script =>
            script.Send("220 mx.example").Answer("EHLO *", "250-mx.example", "250 PIPELINING").Answer("MAIL *", "550 5.7.1 Not you").Quit());

        var result = new SmtpRehearsal(Options(server), SmtpStage.Rcpt, drops: false).Run(Envelope("a@example.net"), Content());

        server.Verify();
        Assert.Equal(SendState.Refused, result.State);
        Assert.Equal(SmtpPhase.Mail, result.Phase);
        Assert.Equal(550, result.Reply!.Code);
        _ = Assert.IsType<SmtpReplyException>(result.Error);
    }

    [Fact]
    public void DATA_is_not_said_when_no_recipient_was_taken()
    {
        using var server = ScriptedServer.Start(script =>
            script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "250 Ok").Answer("RCPT *", "550 5.1.1 No").ExpectClose());

        var result = new SmtpRehearsal(Options(server), SmtpStage.Data, drops: true).Run(Envelope("a@example.net"), Content());

        server.Verify();
        Assert.Equal(SendState.Refused, result.State);
    }

    [Fact]
    public void DATA_is_not_said_when_all_recipients_are_wanted_and_one_was_refused()
    {
        using var server = ScriptedServer.Start(script => script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "250 Ok")
            .Answer("RCPT TO:<a@*", "250 Ok").Answer("RCPT TO:<b@*", "550 5.1.1 No").ExpectClose());

        var result = new SmtpRehearsal(Options(server), SmtpStage.Data, drops: true)
            .Run(Envelope("a@example.net", "b@example.net"), Content(), new SendOptions { RequireAllRecipients = true });

        server.Verify();
        Assert.Equal(SendState.Refused, result.State);
    }

    [Fact]
    public void A_recipient_that_the_server_can_not_be_told_is_refused_at_its_step()
    {
        using var server = ScriptedServer.Start(script =>
            script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "250 Ok").Answer("RCPT TO:<a@example.net>", "250 Ok").Quit());

        var result = new SmtpRehearsal(Options(server), SmtpStage.Rcpt, drops: false).Run(Envelope("ä@example.net", "a@example.net"), Content());

        server.Verify();
        Assert.Equal(SendState.Stopped, result.State);
        Assert.Equal([RecipientState.Rejected, RecipientState.NotTried], result.Recipients.Select(static recipient => recipient.State));
        Assert.All(result.Recipients, static recipient => Assert.Equal(SmtpPhase.Recipient, recipient.Phase));
        Assert.Contains("SMTPUTF8", result.Recipients[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_lost_on_the_way_is_the_result()
    {
        using var server = ScriptedServer.Start(script => script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Expect("MAIL *").Close());

        var result = new SmtpRehearsal(Options(server), SmtpStage.Rcpt, drops: false).Run(Envelope("a@example.net"), Content());

        Assert.Equal(SendState.NotSent, result.State);
        _ = Assert.IsType<SmtpConnectionLostException>(result.Error);
    }

    [Fact]
    public void After_DATA_a_session_can_only_be_dropped() =>
        Assert.Throws<ArgumentException>(() => new SmtpRehearsal(new SmtpSessionOptions(new SmtpEndpoint("mx.example", 25)), SmtpStage.Data, drops: false));

    private static IEnumerable<(SmtpStage Stage, Action<Script> Step)> Steps() =>
    [
        (SmtpStage.Banner, script => script.Send("220 mx.example")),
        (SmtpStage.Ehlo, script => script.Answer("EHLO *", "250-mx.example", "250 STARTTLS")),
        (SmtpStage.Tls, script => script.Answer("STARTTLS", "220 Go").StartTls(s_authority.Server()).Answer("EHLO *", "250-mx.example", "250 AUTH PLAIN")),
        (SmtpStage.Auth, script => script.Answer("AUTH PLAIN *", "235 Welcome")),
        (SmtpStage.Mail, script => script.Answer("MAIL FROM:<sender@example.org>", "250 Ok")),
        (SmtpStage.Rcpt, script => script.Answer("RCPT TO:<a@example.net>", "250 Ok").Answer("RCPT TO:<b@example.net>", "550 5.1.1 No")),
        (SmtpStage.Data, script => script.Answer("DATA", "354 Go")),
        (SmtpStage.Dot, script => script.ExpectData().Send("250 Ok")),
    ];
}

using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Replies that nothing asked for: each step notices one that is there before it, and none is taken for another's.</summary>
public sealed class UnaskedReplyTests
{
    private const RecipientState NotTried = RecipientState.NotTried;

    private static readonly Outcome s_sent = Outcome.Decided(SendState.Sent, SmtpPhase.EndOfData, RecipientState.Accepted, RecipientState.Accepted);

    private static readonly HostileRules s_rules = new(
        Before("EHLO", 1, script => script.Send(Greeting), Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)),
        Before("STARTTLS", 2, script => script.Hello("STARTTLS"), Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.StartTls)) with { Security = TlsMode.StartTls },
        Before("AUTH", 2, script => script.Hello("AUTH CRAM-MD5"), Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Auth)) with
        {
            Configure = options => options.Credential = SmtpCredential.Password("user", () => "secret"),
        },
        Before("MAIL", 2, script => script.Hello(), NotSent(SmtpPhase.Mail)),
        Before("MAIL of a flight", 2, script => script.Hello("PIPELINING"), NotSent(SmtpPhase.Mail)),
        Before("MAIL of a flight with BDAT", 2, script => script.Hello("PIPELINING", "CHUNKING"), NotSent(SmtpPhase.Mail)),
        Before("the first RCPT", 3, script => script.Hello().Answer(MailLine, MailOk), NotSent(SmtpPhase.Recipient)),
        Before("the second RCPT", 4, script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, RcptOk), NotSent(SmtpPhase.Recipient)),
        Before("DATA", 5, script => script.Hello().Envelope(), NotSent(SmtpPhase.Data)),
        Before("BDAT", 5, script => script.Hello("CHUNKING").Envelope(), NotSent(SmtpPhase.Content)),
        Before("the content", 6, script => script.Hello().Envelope().Answer("DATA", GoAhead), NotSent(SmtpPhase.Content)),
        Before("RSET", 3, script => script.Hello().Answer(MailLine, "550 5.7.1 No"), Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Reset, SendState.Refused, NotTried)) with { Reply = 550 },
        BeforeNext("the next message", script => script.Hello().Message(), session => session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content()).Error!, SmtpPhase.Mail),
        BeforeNext("NOOP", script => script.Hello().Message(), session => Assert.Throws<SmtpProtocolException>(() => session.Noop()), SmtpPhase.Noop),
        BeforeNext("another command", script => script.Hello().Message(), session => Assert.Throws<SmtpProtocolException>(() => session.Execute("VRFY a")), SmtpPhase.Command),
        Held("421 while idle is the server's farewell", 2, script => script.Hello(), script => script.Send("421 4.4.2 Timed out"),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.Mail, SendState.NotSent, NotTried, transient: true)) with { Says = "Timed out", Reply = 421, IsRetryable = true },
        Held("a part of a reply while idle", 2, script => script.Hello(), script => script.SendRaw("25"), NotSent(SmtpPhase.Mail)) with
        {
            Configure = options => options.Timeouts = options.Timeouts with { Quit = TimeSpan.FromMilliseconds(200) },
        },
        Held("garbage while idle", 2, script => script.Hello(), script => script.SendRaw("\0\0\0\0"), NotSent(SmtpPhase.Mail)),
        new("one reply too many in a flight", script => script.Hello("PIPELINING").Flight().Send(MailOk, "250 Surprise", RcptOk, RcptOk, GoAhead).ExpectClose(), NotSent(SmtpPhase.Data)),
        new(
            "one refusal too many in a flight",
            script => script.Hello("PIPELINING").Flight().Send(MailOk, "550 5.0.0 Surprise", RcptOk, RcptOk, GoAhead).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Data, SendState.NotSent, [RecipientState.Rejected, NotTried])),
        new("one reply too few in a flight", script => script.Hello("PIPELINING").Flight().Send(MailOk, RcptOk, GoAhead).ExpectClose(), NotSent(SmtpPhase.Recipient)),
        new("354 before its turn in a flight", script => script.Hello("PIPELINING").Flight().Send(MailOk, GoAhead, RcptOk, RcptOk).ExpectClose(), NotSent(SmtpPhase.Recipient)));

    private static readonly HostileRules s_rulesUnderTls = new(
        UnderTls("EHLO", 4, script => script, Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)),
        UnderTls("MAIL", 5, script => script.Ehlo(), NotSent(SmtpPhase.Mail)),
        UnderTls("RCPT", 6, script => script.Ehlo().Answer(MailLine, MailOk), NotSent(SmtpPhase.Recipient)),
        UnderTls("DATA", 8, script => script.Ehlo().Envelope(), NotSent(SmtpPhase.Data)),
        UnderTls("the content", 9, script => script.Ehlo().Envelope().Answer("DATA", GoAhead), NotSent(SmtpPhase.Content)));

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    public static TheoryData<string, SendChunking> RulesUnderTls => s_rulesUnderTls.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    /// <summary>What waits under TLS may be no reply but a session ticket; .NET Framework can't look without losing its place.</summary>
    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [MemberData(nameof(RulesUnderTls))]
    public void Rule_under_TLS(string rule, SendChunking chunking) => s_rulesUnderTls.Play(rule, chunking);

    /// <summary>With BDAT all replies look alike: only that there is one more shows that none is for sure the one to the end.</summary>
    [Fact]
    public void One_reply_too_many_behind_a_flight_with_BDAT_leaves_it_in_doubt() => new HostileRule(
        "BDAT", script => script.Hello("PIPELINING", "CHUNKING").ChunkFlight().Send(MailOk, "250 Surprise", RcptOk, RcptOk, "554 5.6.0 No").ExpectClose(),
        Outcome.SendFails<SmtpProtocolException>(SmtpPhase.EndOfData, SendState.InDoubt, RecipientState.InDoubt)).Play(SendChunking.Whole);

    [Fact]
    public void One_reply_too_many_behind_DATA_ends_the_session_and_leaves_the_message_sent() => new HostileRule(
        "DATA", script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Send(Queued, "250 Surprise").ExpectClose(),
        s_sent with { Session = SmtpSessionState.Broken }).Play(SendChunking.Whole);

    [Theory]
    [InlineData("PIPELINING")]
    [InlineData("CHUNKING")]
    public void A_farewell_right_behind_the_message_leaves_it_sent(string keyword) => new HostileRule(
        "421",
        script => (keyword == "CHUNKING" ? script.Hello("PIPELINING", keyword).ChunkFlight().Send(MailOk, RcptOk, RcptOk) : script.Hello(keyword).Flight().Send(MailOk, RcptOk, RcptOk, GoAhead).ExpectData())
            .Send(Queued, "421 4.7.0 Enough").ExpectClose(),
        s_sent with { Session = SmtpSessionState.Broken }).Play(SendChunking.Whole);

    [Theory]
    [InlineData("SIZE 1000")]
    [InlineData("CHUNKING")]
    public void A_connection_that_was_closed_while_idle_costs_no_doubt(string keyword)
    {
        using var server = ScriptedServer.Start(script => script.Hello("PIPELINING", keyword));
        using var session = new SmtpSession(SessionFixture.Options(server));
        session.Open();
        Assert.True(SpinWait.SpinUntil(() => session.Connection.HasInput, SessionFixture.Patience));

        var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content());

        Assert.Equal(Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.Mail, SendState.NotSent, NotTried, transient: true), Outcome.Of(session, result.Error, result));
        Assert.True(result.IsRetryable);
    }

    /// <summary>The time of the last command is long over then: a look has none.</summary>
    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void A_farewell_after_long_idleness_under_TLS_is_read_and_costs_no_doubt()
    {
        using var goOn = new ManualResetEventSlim();
        using var gone = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo()
            .WaitFor(goOn).Send("421 4.4.2 Timed out").Signal(gone).Close());
        var clock = new Dns.ManualClock();
        var options = SessionFixture.Options(server, TlsMode.StartTls);
        options.TimeProvider = clock;
        TestTls.Trust(options);
        using var session = new SmtpSession(options);
        session.Open();
        clock.Advance(TimeSpan.FromHours(1));
        goOn.Set();
        Assert.True(gone.Wait(SessionFixture.Patience));

        var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content());

        Assert.Equal(Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.Mail, SendState.NotSent, NotTried, transient: true), Outcome.Of(session, result.Error, result));
        Assert.Contains("Timed out", result.Error!.Message, StringComparison.Ordinal);
        Assert.True(result.IsRetryable);
    }

    /// <summary>A handshake in the middle would leave the one who writes waiting for the one who reads, and they are one thread.</summary>
    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void A_server_that_asks_for_a_new_handshake_keeps_nobody_waiting()
    {
        using var asked = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go")
            .StartTls(TestTls.Certificate, static options => options.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12).Ehlo()
            .Answer("NOOP", "250 Ok").Signal(asked).ExpectRenegotiationRefusal().Cut());
        var options = SessionFixture.Options(server, TlsMode.StartTls);
        TestTls.Trust(options);
        using var session = new SmtpSession(options);
        session.Open();
        _ = session.Noop();
        Assert.True(asked.Wait(SessionFixture.Patience));

        // The request follows the signal; where it came too late for the first look, the second one meets it.
        Thread.Sleep(50);
        Exception? error = null;
        var asking = new Thread(() => error = Record.Exception(() =>
        {
            _ = session.Noop();
            _ = session.Noop();
        }));
        asking.Start();

        Assert.True(asking.Join(SessionFixture.Patience * 2));
        _ = Assert.IsAssignableFrom<SmtpToolsException>(error);
        server.Verify();
    }

    [Fact]
    public void Replies_of_a_flight_may_be_cut_anywhere()
    {
        string[] replies = [MailOk, RcptOk, "550-5.1.1 No", "550 5.1.1 such user", GoAhead];
        var flight = string.Concat(replies.Select(reply => reply + "\r\n"));
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello("PIPELINING");
            for (var cut = 1; cut < flight.Length; cut++)
            {
                _ = script.Flight().SendRaw(flight[..cut]).SendRaw(flight[cut..]).ExpectData().Send(Queued);
            }

            _ = script.Quit();
        });
        using var session = new SmtpSession(SessionFixture.Options(server));
        session.Open();

        for (var cut = 1; cut < flight.Length; cut++)
        {
            var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content());
            Assert.Equal(Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, RecipientState.Accepted, RecipientState.Rejected), Outcome.Of(session, result.Error, result));
        }

        _ = session.Quit();
        server.Verify();
    }

    private static Outcome NotSent(SmtpPhase phase) => Outcome.SendFails<SmtpProtocolException>(phase, SendState.NotSent, NotTried);

    private static HostileRule Before(string step, int steps, Func<Script, Script> until, Outcome expected) =>
        Held($"before {step}", steps, until, script => script.Send("250 Surprise"), expected) with { Says = step == "the content" ? "before the end of the message" : "nothing asked for" };

    private static HostileRule UnderTls(string step, int steps, Func<Script, Script> until, Outcome expected) =>
        Before($"{step} under TLS", steps, script => until(script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate)), expected) with
        {
            Security = TlsMode.StartTls,
            Configure = TestTls.Trust,
            Says = step == "the content" ? "before the end of the message" : "nothing asked for",
        };

    private static HostileRule BeforeNext(string step, Func<Script, Script> until, Func<SmtpSession, SmtpToolsException> next, SmtpPhase phase) =>
        Held($"before {step}", 7, until, script => script.Send("250 Surprise"), s_sent) with
        {
            Also = (session, _) =>
            {
                var error = next(session);
                Assert.Equal((typeof(SmtpProtocolException), phase), (error.GetType(), error.Phase));
                Assert.Equal(SmtpSessionState.Broken, session.State);
            },
        };

    private static HostileRule Held(string name, int steps, Func<Script, Script> until, Func<Script, Script> surprise, Outcome expected)
    {
        var hold = new Hold(steps);
        return new HostileRule(name, script => surprise(until(script).WaitFor(hold.Reached)).Signal(hold.Released).ExpectClose(), expected) { Hold = hold };
    }
}

using System.Diagnostics;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>A server that falls silent, drips or stops reading, in each phase: its own time-out ends the wait.</summary>
public sealed class TimeoutTests
{
    private const RecipientState NotTried = RecipientState.NotTried;
    private const RecipientState InDoubt = RecipientState.InDoubt;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_overall = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_drip = TimeSpan.FromMilliseconds(50);

    private static readonly HostileRules s_rules = new(
        Opening("the greeting", 0, SmtpPhase.Greeting, times => times with { Greeting = s_short }, script => script.Stall()) with { Says = "implicit TLS" },
        Opening("the greeting drips", 0, SmtpPhase.Greeting, times => times with { Greeting = s_short }, script => script.Dribble("220 mx.example ESMTP at your service", s_drip)),
        Opening("the second line of the greeting", 0, SmtpPhase.Greeting, times => times with { Greeting = s_short }, script => script.Send("220-mx.example ESMTP").Stall()),
        Opening("EHLO", 1, SmtpPhase.Hello, times => times with { Command = s_short }, script => script.Send(Greeting).Expect("EHLO *").Stall()),
        Opening("EHLO's reply drips", 1, SmtpPhase.Hello, times => times with { Command = s_short }, script => script.Send(Greeting).Expect("EHLO *").Dribble("250-mx.example\r\n250-SIZE\r\n250 DSN\r\n", s_drip)),
        Opening("STARTTLS", 2, SmtpPhase.StartTls, times => times with { Command = s_short }, script => script.Hello("STARTTLS").Expect("STARTTLS").Stall()) with { Security = TlsMode.StartTls },
        Opening("the handshake", 3, SmtpPhase.Tls, times => times with { Connect = s_short }, script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").ExpectBytes(5).Stall()) with { Security = TlsMode.StartTls },
        Opening("the handshake of implicit TLS", 0, SmtpPhase.Tls, times => times with { Connect = s_short }, script => script.Stall()) with { Security = TlsMode.Tls },
        Sending("MAIL", 2, SmtpPhase.Mail, SendState.NotSent, NotTried, times => times with { Command = s_short }, script => script.Hello().Expect(MailLine).Stall()),
        Sending("RCPT", 3, SmtpPhase.Recipient, SendState.NotSent, NotTried, times => times with { Command = s_short }, script => script.Hello().Answer(MailLine, MailOk).Expect(RcptA).Stall()),
        Sending("the last reply of a flight", 5, SmtpPhase.Data, SendState.NotSent, NotTried, times => times with { DataInitiation = s_short }, script => script.Hello("PIPELINING").Flight().Send(MailOk, RcptOk, RcptOk).Stall()),
        Sending("DATA", 5, SmtpPhase.Data, SendState.NotSent, NotTried, times => times with { DataInitiation = s_short }, script => script.Hello().Envelope().Expect("DATA").Stall()),
        Sending("the end", 6, SmtpPhase.EndOfData, SendState.InDoubt, InDoubt, times => times with { DataTermination = s_short }, script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Stall()),
        Sending("the reply to the end drips", 6, SmtpPhase.EndOfData, SendState.InDoubt, InDoubt, times => times with { DataTermination = s_short },
            script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Dribble("250 2.0.0 Ok: queued as 4F1A\r\n", s_drip)),
        Sending("a flight with BDAT", 2, SmtpPhase.Mail, SendState.InDoubt, InDoubt, times => times with { Command = s_short }, script => script.Hello("PIPELINING", "CHUNKING").ChunkFlight().Stall()),
        Sending("the end of a flight with BDAT", 5, SmtpPhase.EndOfData, SendState.InDoubt, InDoubt, times => times with { DataTermination = s_short },
            script => script.Hello("PIPELINING", "CHUNKING").ChunkFlight().Send(MailOk, RcptOk, RcptOk).Stall()),
        Sending("the last reply of LMTP", 7, SmtpPhase.EndOfData, SendState.InDoubt, [RecipientState.Accepted, InDoubt], times => times with { DataTermination = s_short },
            script => script.Send(Greeting).Answer("LHLO *", "250 mx.example").Envelope().Answer("DATA", GoAhead).ExpectData().Send("250 Saved").Stall()) with { Configure = options => options.IsLmtp = true },
        Sending("content that nobody reads", 6, SmtpPhase.Content, SendState.NotSent, NotTried, times => times with { DataBlock = s_short }, script => script.Hello().Envelope().Answer("DATA", GoAhead).StallWithoutReading()) with
        {
            Content = () => new GatedContent(16 * 1024 * 1024),
        },
        Sending("content that nobody reads, under TLS", 9, SmtpPhase.Content, SendState.NotSent, NotTried, times => times with { DataBlock = s_short },
            script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo().Envelope().Answer("DATA", GoAhead).StallWithoutReading()) with
        {
            Security = TlsMode.StartTls,
            Configure = TestTls.Trust,
            Content = () => new GatedContent(16 * 1024 * 1024),
        },
        Sending("RSET", 3, SmtpPhase.Reset, SendState.Refused, NotTried, times => times with { Command = s_short }, script => script.Hello().Answer(MailLine, "550 5.7.1 No").Expect("RSET").Stall()) with { Reply = 550 });

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking)
    {
        var start = Stopwatch.GetTimestamp();
        s_rules.Play(rule, chunking);
        Assert.InRange(Stopwatch.GetElapsedTime(start), s_short - s_drip, SessionFixture.Patience);
    }

    [Fact]
    public void Opening_as_a_whole_has_a_limit_of_its_own() => new HostileRule(
        "opening", script => script.Send(Greeting).Expect("EHLO *").Stall(), Outcome.OpenFails<SmtpTimeoutException>(SmtpPhase.Hello, transient: true))
    {
        Configure = options => options.Timeouts = options.Timeouts with { Overall = s_overall },
        Says = "whole operation",
    }.Play(SendChunking.Whole);

    [Fact]
    public void A_message_as_a_whole_has_a_limit_of_its_own() => new HostileRule(
        "message",
        script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Stall(),
        Outcome.SendFails<SmtpTimeoutException>(SmtpPhase.EndOfData, SendState.InDoubt, InDoubt, transient: true))
    {
        At = (2, options => options.Timeouts = options.Timeouts with { Overall = s_overall }),
        Says = "whole operation",
    }.Play(SendChunking.Whole);

    [Fact]
    public void A_server_that_leaves_QUIT_unanswered_changes_nothing()
    {
        using var server = ScriptedServer.Start(script => script.Hello().Message().Expect("QUIT").Stall());
        var options = SessionFixture.Options(server);
        options.Timeouts = options.Timeouts with { Quit = s_short };
        using var session = new SmtpSession(options);
        session.Open();

        var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content());

        Assert.Null(session.Quit());
        Assert.Equal((SendState.Sent, SmtpSessionState.Closed), (result.State, session.State));
        server.Verify();
    }

    [Fact]
    public void An_address_that_does_not_answer_is_given_up()
    {
        using var full = new FullListener();
        using var session = new SmtpSession(new SmtpSessionOptions(full.EndPoint) { Timeouts = new SmtpTimeouts { Connect = s_short } });

        var error = Assert.Throws<SmtpConnectException>(() => session.Open());

        Assert.Equal((SmtpPhase.Connect, true, SmtpSessionState.Broken), (error.Phase, error.IsTransient, session.State));
        Assert.Contains("no answer within 0.2 s", Assert.Single(error.Attempts).Error, StringComparison.Ordinal);
        Assert.Same(error, session.Failure);
    }

    private static HostileRule Opening(string name, int steps, SmtpPhase phase, Func<SmtpTimeouts, SmtpTimeouts> shorten, Action<Script> server) =>
        Shortened(name, steps, shorten, server, Outcome.OpenFails<SmtpTimeoutException>(phase, transient: true));

    private static HostileRule Sending(
        string name, int steps, SmtpPhase phase, SendState message, RecipientState each, Func<SmtpTimeouts, SmtpTimeouts> shorten, Action<Script> server) =>
        Sending(name, steps, phase, message, [each, each], shorten, server);

    private static HostileRule Sending(
        string name, int steps, SmtpPhase phase, SendState message, RecipientState[] recipients, Func<SmtpTimeouts, SmtpTimeouts> shorten, Action<Script> server) =>
        Shortened(name, steps, shorten, server, Outcome.SendFails<SmtpTimeoutException>(phase, message, recipients, transient: true));

    /// <summary>The time is short for the step at which the server stalls alone, so that a busy machine does not run into it before.</summary>
    private static HostileRule Shortened(string name, int steps, Func<SmtpTimeouts, SmtpTimeouts> shorten, Action<Script> server, Outcome expected)
    {
        var rule = new HostileRule(name, server, expected);
        return steps == 0 ? rule with { Configure = Shorten } : rule with { At = (steps, Shorten) };

        void Shorten(SmtpSessionOptions options) => options.Timeouts = shorten(options.Timeouts);
    }
}

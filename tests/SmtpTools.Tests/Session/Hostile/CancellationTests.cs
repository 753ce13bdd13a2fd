using System.Diagnostics;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Cancelling ends every wait at once, breaks the session, and says truly where the message is.</summary>
public sealed class CancellationTests
{
    /// <summary>"At once" on a busy machine; far below every time-out in use here.</summary>
    private static readonly TimeSpan s_atOnce = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, Func<Script, Script>> s_opening = new()
    {
        ["greeting"] = script => script,
        ["half of a greeting"] = script => script.Send("220-mx.example"),
        ["EHLO"] = script => script.Send(Greeting).Expect("EHLO *"),
        ["STARTTLS"] = script => script.Hello("STARTTLS").Expect("STARTTLS"),
        ["handshake"] = script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").ExpectBytes(5),
        ["EHLO under TLS"] = script => Secured(script).Expect("EHLO *"),
        ["AUTH"] = script => Secured(script).Ehlo("AUTH PLAIN").Expect("AUTH PLAIN *"),
        ["AUTH, second step"] = script => Secured(script).Ehlo("AUTH LOGIN").Answer("AUTH LOGIN", "334 VXNlcm5hbWU6").ExpectAnyLine(),
    };

    private static readonly Dictionary<string, (Func<Script, Script> Server, int Replies, SmtpPhase Phase, SendState Message, RecipientState Each)> s_sending = new()
    {
        ["MAIL"] = (script => script.Hello().Expect(MailLine), 2, SmtpPhase.Mail, SendState.NotSent, RecipientState.NotTried),
        ["RCPT"] = (script => script.Hello().Answer(MailLine, MailOk).Expect(RcptA), 3, SmtpPhase.Recipient, SendState.NotSent, RecipientState.NotTried),
        ["flight"] = (script => script.Hello("PIPELINING").Flight().Send(MailOk, RcptOk), 4, SmtpPhase.Recipient, SendState.NotSent, RecipientState.NotTried),
        ["DATA"] = (script => script.Hello().Envelope().Expect("DATA"), 5, SmtpPhase.Data, SendState.NotSent, RecipientState.NotTried),
        ["end"] = (script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData(), 6, SmtpPhase.EndOfData, SendState.InDoubt, RecipientState.InDoubt),
        ["flight with BDAT"] = (script => script.Hello("PIPELINING", "CHUNKING").ChunkFlight(), 2, SmtpPhase.Mail, SendState.InDoubt, RecipientState.InDoubt),
        ["end of a flight with BDAT"] = (script => script.Hello("PIPELINING", "CHUNKING").ChunkFlight().Send(MailOk, RcptOk, RcptOk), 5, SmtpPhase.EndOfData, SendState.InDoubt, RecipientState.InDoubt),
        ["RSET"] = (script => script.Hello().Answer(MailLine, "550 5.7.1 No").Expect("RSET"), 3, SmtpPhase.Reset, SendState.Refused, RecipientState.NotTried),
    };

    public static TheoryData<string> OpeningSteps => [.. s_opening.Keys];

    public static TheoryData<string> SendingSteps => [.. s_sending.Keys];

    [Theory]
    [MemberData(nameof(OpeningSteps))]
    public void Opening_ends_at_once(string step)
    {
        using var reached = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => s_opening[step](script).Signal(reached).Stall());
        using var session = Session(server, step is "greeting" or "half of a greeting" or "EHLO" ? TlsMode.None : TlsMode.StartTls);
        using var cancellation = new CancellationTokenSource();
        var cancelled = CancelWhen(reached, cancellation);

        var error = Assert.ThrowsAny<OperationCanceledException>(() => session.Open(cancellation.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(cancelled.Result), TimeSpan.Zero, s_atOnce);
        CheckBroken(session, error);
        server.Verify();
    }

    [Theory]
    [MemberData(nameof(SendingSteps))]
    public void Sending_ends_at_once_and_says_where_the_message_is(string step)
    {
        var (steps, replies, phase, message, each) = s_sending[step];
        using var asked = new ManualResetEventSlim();
        using var heard = new CountdownEvent(replies);
        using var server = ScriptedServer.Start(script => steps(script).Signal(asked).Stall());
        using var session = Session(server);
        session.Options.Transcript!.Listener = entry => _ = entry.Kind == TranscriptKind.Reply && !heard.IsSet && heard.Signal();
        session.Open();
        using var cancellation = new CancellationTokenSource();
        var cancelled = CancelWhen(asked, cancellation, heard);

        var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content(), null, cancellation.Token);

        Assert.InRange(Stopwatch.GetElapsedTime(cancelled.Result), TimeSpan.Zero, s_atOnce);
        Assert.Equal((message, phase), (result.State, result.Error!.Phase));
        Assert.All(result.Recipients, recipient => Assert.Equal(each, recipient.State));
        Assert.False(result.IsRetryable);
        CheckBroken(session, Assert.IsAssignableFrom<OperationCanceledException>(result.Error.InnerException));
        server.Verify();
    }

    [Theory]
    [InlineData(TlsMode.None)]
    [InlineData(TlsMode.StartTls)]
    public void A_write_that_nobody_reads_ends_at_once(TlsMode security)
    {
        using var reached = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script =>
            (security == TlsMode.None ? script.Hello() : Secured(script).Ehlo()).Envelope().Answer("DATA", GoAhead).StallWithoutReading());
        using var session = Session(server, security, credential: null);
        session.Open();
        using var cancellation = new CancellationTokenSource();
        var cancelled = CancelWhen(reached, cancellation);

        var result = session.Send(
            SessionFixture.Envelope("a@example.net", "b@example.net"), new GatedContent(64 * 1024 * 1024), new SendOptions { Progress = _ => reached.Set() }, cancellation.Token);

        Assert.InRange(Stopwatch.GetElapsedTime(cancelled.Result), TimeSpan.Zero, s_atOnce);
        Assert.Equal((SendState.NotSent, SmtpPhase.Content), (result.State, result.Error!.Phase));
        CheckBroken(session, Assert.IsAssignableFrom<OperationCanceledException>(result.Error.InnerException));
    }

    [Fact]
    public void Connecting_ends_at_once()
    {
        using var full = new FullListener();
        using var session = new SmtpSession(new SmtpSessionOptions(full.EndPoint));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var start = Stopwatch.GetTimestamp();

        var error = Assert.ThrowsAny<OperationCanceledException>(() => session.Open(cancellation.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(250), s_atOnce);
        CheckBroken(session, error);
    }

    [Fact]
    public void A_command_ends_at_once()
    {
        using var reached = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.Hello().Expect("NOOP").Signal(reached).Stall());
        using var session = Session(server);
        session.Open();
        using var cancellation = new CancellationTokenSource();
        var cancelled = CancelWhen(reached, cancellation);

        var error = Assert.ThrowsAny<OperationCanceledException>(() => session.Noop(cancellation.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(cancelled.Result), TimeSpan.Zero, s_atOnce);
        CheckBroken(session, error);
    }

    [Fact]
    public void A_token_governs_its_own_call_alone()
    {
        using var server = ScriptedServer.Start(script => script.Hello().Message().Message().Quit());
        using var session = Session(server);
        using var cancellation = new CancellationTokenSource();
        session.Open(cancellation.Token);
        var first = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content(), null, cancellation.Token);

        cancellation.Cancel();
        var second = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content());
        _ = session.Quit();

        server.Verify();
        Assert.Equal((SendState.Sent, SendState.Sent), (first.State, second.State));
    }

    [Fact]
    public void A_token_that_is_cancelled_beforehand_sends_nothing()
    {
        using var server = ScriptedServer.Start(script => script.Hello().ExpectClose());
        using var session = Session(server);
        session.Open();

        var result = session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content(), null, new CancellationToken(canceled: true));

        server.Verify();
        Assert.Equal((SendState.NotSent, SmtpPhase.None), (result.State, result.Phase));
        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    private static Script Secured(Script script) => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate);

    private static SmtpSession Session(ScriptedServer server, TlsMode security = TlsMode.None) =>
        Session(server, security, security == TlsMode.None ? null : SmtpCredential.Password("anna", () => "secret-31415"));

    private static SmtpSession Session(ScriptedServer server, TlsMode security, SmtpCredential? credential)
    {
        var options = SessionFixture.Options(server, security);
        TestTls.Trust(options);
        options.Credential = credential;
        return new SmtpSession(options);
    }

    /// <summary>Cancels when the server was asked, and the client has heard what was answered before.</summary>
    private static Task<long> CancelWhen(ManualResetEventSlim asked, CancellationTokenSource cancellation, CountdownEvent? heard = null) => Task.Run(() =>
    {
        Assert.True(asked.Wait(SessionFixture.Patience));
        Assert.True(heard?.Wait(SessionFixture.Patience) ?? true);
        var start = Stopwatch.GetTimestamp();
        cancellation.Cancel();
        return start;
    });

    private static void CheckBroken(SmtpSession session, OperationCanceledException cause)
    {
        Assert.Equal(SmtpSessionState.Broken, session.State);
        Assert.Same(cause, session.Failure);
        Assert.Same(cause, Assert.Throws<InvalidOperationException>(() => session.Noop()).InnerException);
    }
}

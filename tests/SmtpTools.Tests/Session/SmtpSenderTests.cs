using SmtpTools.Tests.Dns;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

public sealed class SmtpSenderTests
{
    [Fact]
    public void A_connection_carries_no_more_messages_than_it_may()
    {
        using var server = ScriptedServer.Start([script => Greet(script, 2).Quit(), script => Greet(script, 1).Quit()]);
        using (var sender = new SmtpSender(SessionFixture.Options(server), new SmtpSenderOptions { MaxMessages = 2 }))
        {
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(SendState.Sent, Send(sender).State);
            }
        }

        server.Verify();
    }

    [Fact]
    public void A_connection_that_is_too_old_ends_between_two_messages()
    {
        var clock = new ManualClock();
        using var server = ScriptedServer.Start([script => Greet(script, 2).Quit(), script => Greet(script, 1).Quit()]);
        using (var sender = new SmtpSender(Options(server, clock), new SmtpSenderOptions { MaxAge = TimeSpan.FromMinutes(10), IdleCheck = TimeSpan.FromHours(1) }))
        {
            Assert.Equal(SendState.Sent, Send(sender).State);
            clock.Advance(TimeSpan.FromMinutes(9));
            Assert.Equal(SendState.Sent, Send(sender).State);
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(SendState.Sent, Send(sender).State);
        }

        server.Verify();
    }

    [Fact]
    public void An_idle_connection_is_asked_for_a_sign_of_life()
    {
        var clock = new ManualClock();
        using var server = ScriptedServer.Start(script => Transaction(Greet(script, 1).Answer("NOOP", "250 2.0.0 Ok")).Quit());
        using (var sender = new SmtpSender(Options(server, clock), new SmtpSenderOptions { IdleCheck = TimeSpan.FromSeconds(30) }))
        {
            Assert.Equal(SendState.Sent, Send(sender).State);
            clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Equal(SendState.Sent, Send(sender).State);
        }

        server.Verify();
    }

    [Theory]
    [InlineData("421 4.4.2 Idle for too long")]
    [InlineData(null)]
    public void An_idle_connection_that_gives_none_is_replaced(string? answer)
    {
        var clock = new ManualClock();
        using var server = ScriptedServer.Start(
        [
            script => (answer is null ? Greet(script, 1).Expect("NOOP") : Greet(script, 1).Answer("NOOP", answer)).Close(),
            script => Greet(script, 1).Quit(),
        ]);
        using (var sender = new SmtpSender(Options(server, clock), new SmtpSenderOptions { IdleCheck = TimeSpan.FromSeconds(30) }))
        {
            Assert.Equal(SendState.Sent, Send(sender).State);
            clock.Advance(TimeSpan.FromSeconds(31));
            Assert.Equal(SendState.Sent, Send(sender).State);
        }

        server.Verify();
    }

    [Fact]
    public void Cancelling_the_sign_of_life_is_a_result_too()
    {
        var clock = new ManualClock();
        using var source = new CancellationTokenSource();
        using var asked = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => Greet(script, 1).Expect("NOOP").Signal(asked).Stall());
        using var sender = new SmtpSender(Options(server, clock), new SmtpSenderOptions { IdleCheck = TimeSpan.FromSeconds(30) });
        Assert.Equal(SendState.Sent, Send(sender).State);
        clock.Advance(TimeSpan.FromSeconds(31));
        using var cancelling = Task.Run(() =>
        {
            asked.Wait();
            source.Cancel();
        });

        var result = sender.Send(Envelope("a@example.net"), Content(), null, source.Token);

        Assert.Equal(SendState.NotSent, result.State);
        _ = Assert.IsType<OperationCanceledException>(result.Error!.InnerException, exactMatch: false);
        cancelling.Wait();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_of_secrets_that_fails_costs_its_message_alone(bool isToken)
    {
        using var server = ScriptedServer.Start([script => Offer(script).Quit(), script => Offer(script).Quit()]);
        var options = SessionFixture.Options(server);
        options.AllowUnprotectedAuth = true;
        options.Credential = isToken ? SmtpCredential.Token("anna", static _ => throw new TimeoutException("no network")) : SmtpCredential.Password("anna", static () => throw new TimeoutException("no network"));
        using (var sender = new SmtpSender(options))
        {
            for (var i = 0; i < 2; i++)
            {
                var result = Send(sender);

                Assert.Equal(SendState.NotSent, result.State);
                Assert.Contains("no network", Assert.IsType<SmtpAuthenticationException>(result.Error).Message, StringComparison.Ordinal);
                Assert.Null(sender.Session);
            }
        }

        // Both sessions were ended politely.
        server.Verify();

        static Script Offer(Script script) => script.Send("220 mx.example").Answer("EHLO *", "250-mx.example", "250 AUTH PLAIN XOAUTH2");
    }

    [Fact]
    public void An_exception_that_no_result_is_made_of_leaves_no_session_open()
    {
        var clock = new BreakingClock();
        using var server = ScriptedServer.Start(static script => script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").ExpectClose());
        var options = Options(server, clock);
        options.Transcript!.Listener = entry => clock.IsBroken = entry is { Kind: TranscriptKind.Reply, Text: "250 mx.example" };
        using var sender = new SmtpSender(options);

        _ = Assert.Throws<TimeZoneNotFoundException>(() => Send(sender));

        Assert.Null(sender.Session);
        server.Verify();
    }

    private static Script Greet(Script script, int messages)
    {
        _ = script.Send("220 mx.example").Answer("EHLO *", "250 mx.example");
        for (var i = 0; i < messages; i++)
        {
            _ = Transaction(script);
        }

        return script;
    }

    private static Script Transaction(Script script) =>
        script.Answer("MAIL *", "250 Ok").Answer("RCPT *", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok");

    private static SendResult Send(SmtpSender sender) => sender.Send(Envelope("a@example.net"), Content());

    private static SmtpSessionOptions Options(ScriptedServer server, TimeProvider clock)
    {
        var options = SessionFixture.Options(server);
        options.TimeProvider = clock;
        return options;
    }

    private sealed class BreakingClock : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override long GetTimestamp() => IsBroken ? throw new TimeZoneNotFoundException() : base.GetTimestamp();
    }
}

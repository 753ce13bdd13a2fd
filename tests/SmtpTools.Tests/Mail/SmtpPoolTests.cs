using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Mail;

public sealed class SmtpPoolTests
{
    [Fact]
    public void Many_threads_share_a_few_connections_and_each_message_has_its_own_result()
    {
        const int Messages = 300;
        using var listener = Listen();
        using var pool = new SmtpPool(() => Options(listener.Port), new SmtpPoolOptions { MaxConnections = 4 });
        var results = new ConcurrentDictionary<int, SendResult>();

        SideBySide(16, Messages, i => results[i] = Send(pool, i));

        Assert.Equal(Messages, results.Count);
        Assert.All(results, pair => Assert.Equal((SendState.Sent, $"r{pair.Key}@example.net"), (pair.Value.State, pair.Value.Recipients[0].Address)));
        Assert.InRange(listener.ConnectionCount, 1, 4);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"r{i}@example.net").Order(StringComparer.Ordinal), listener.GetMessages().Select(m => m.Recipients[0].Address).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Disposing_ends_every_connection_with_QUIT()
    {
        using var server = ScriptedServer.Start(script => Taking(script).Quit());
        using (var pool = new SmtpPool(() => Options(server.Port)))
        {
            Assert.Equal(SendState.Sent, Send(pool, 1).State);
            Assert.True(pool.IsIdle);
        }

        server.Verify();
    }

    [Fact]
    public void What_was_surely_not_taken_for_now_is_tried_again()
    {
        using var server = ScriptedServer.Start(
        [
            script => script.Send("421 4.3.2 Too busy").ExpectClose(),
            script => script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "451 4.7.1 Greylisted").Answer("RSET", "250 Ok")
                .Answer("MAIL *", "250 Ok").Answer("RCPT *", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok").Quit(),
        ]);
        SendResult result;
        using (var pool = new SmtpPool(() => Options(server.Port), new SmtpPoolOptions { RetryCount = 5, RetryDelay = TimeSpan.FromMilliseconds(1) }))
        {
            result = Send(pool, 1);
        }

        server.Verify();
        Assert.Equal((SendState.Sent, 3), (result.State, result.Attempts));
    }

    [Fact]
    public void A_refusal_for_good_is_not_tried_again()
    {
        using var server = ScriptedServer.Start(script => script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "550 5.7.1 No").Answer("RSET", "250 Ok").Quit());
        SendResult result;
        using (var pool = new SmtpPool(() => Options(server.Port), new SmtpPoolOptions { RetryCount = 5, RetryDelay = TimeSpan.FromMilliseconds(1) }))
        {
            result = Send(pool, 1);
        }

        server.Verify();
        Assert.Equal((SendState.Refused, 1), (result.State, result.Attempts));
    }

    [Fact]
    public void A_message_in_doubt_is_not_tried_again()
    {
        using var server = ScriptedServer.Start(script =>
            script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "250 Ok").Answer("RCPT *", "250 Ok").Answer("DATA", "354 Go").ExpectData().Cut());
        using var pool = new SmtpPool(() => Options(server.Port), new SmtpPoolOptions { RetryCount = 5, RetryDelay = TimeSpan.FromMilliseconds(1) });

        var result = Send(pool, 1);

        server.Verify();
        Assert.Equal((SendState.InDoubt, 1), (result.State, result.Attempts));
    }

    [Fact]
    public void Cancelling_the_wait_for_the_next_attempt_leaves_the_result_of_the_last()
    {
        using var source = new CancellationTokenSource();
        using var server = ScriptedServer.Start(script => script.Send("421 4.3.2 Too busy").ExpectClose());
        using var pool = new SmtpPool(() => Options(server.Port), new SmtpPoolOptions { RetryCount = 1, RetryDelay = TimeSpan.FromHours(1) });
        var sending = Task.Run(() => Send(pool, 1, source.Token));
        server.Verify();
        source.Cancel();

        Assert.Equal((421, 1), (sending.Result.Reply!.Code, sending.Result.Attempts));
    }

    [Fact]
    public void One_rate_holds_over_all_connections()
    {
        const int Messages = 15;
        using var listener = Listen();
        using var pool = new SmtpPool(() => Options(listener.Port), new SmtpPoolOptions { MaxConnections = 5, MaxRate = MessageRate.Parse("50/s") });
        var clock = Stopwatch.StartNew();

        SideBySide(5, Messages, i => Assert.Equal(SendState.Sent, Send(pool, i).State));

        // The first message waits for nothing, each other one for a fiftieth of a second. Timers may be late, never early.
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds((Messages - 2) / 50.0), clock.Elapsed.ToString());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    public void A_pool_without_connections_or_with_fewer_than_no_attempts_is_refused(int connections, int retries) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpPool(() => Options(25), new SmtpPoolOptions { MaxConnections = connections, RetryCount = retries }));

    private static Script Taking(Script script) =>
        script.Send("220 mx.example").Answer("EHLO *", "250 mx.example").Answer("MAIL *", "250 Ok").Answer("RCPT *", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok");

    private static SmtpListener Listen()
    {
        var listener = new SmtpListener();
        listener.Start();
        return listener;
    }

    private static SmtpSessionOptions Options(int port) => new(new SmtpEndpoint("127.0.0.1", port))
    {
        Security = TlsMode.None,
        LocalDomain = "client.example",
        Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromSeconds(10)),
    };

    private static SendResult Send(SmtpPool pool, int number, CancellationToken cancellation = default)
    {
        var envelope = new SmtpEnvelope { ReversePath = Mailbox.Parse("sender@example.org") };
        envelope.Recipients.Add(new SmtpRecipient(Mailbox.Parse(string.Create(CultureInfo.InvariantCulture, $"r{number}@example.net"))));
        return pool.Send(envelope, MessageContent.FromOctets(Encoding.ASCII.GetBytes("Subject: Hi\r\n\r\nHello\r\n")), null, cancellation);
    }

    private static void SideBySide(int threads, int count, Action<int> work) =>
        _ = Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace SmtpTools.Tests.Mail;

/// <summary>Ten thousand messages over sixteen connections: what each was told is held against what the server has.</summary>
public sealed class SmtpPoolManyTests
{
    private const int Messages = 10_000;
    private const int Connections = 16;

    private readonly ConcurrentBag<(int Number, SendResult Result)> _results = [];

    public static TheoryData<SmtpListenerExtensions> Ways => [SmtpListenerExtensions.All, SmtpListenerExtensions.All & ~SmtpListenerExtensions.Chunking];

    [Theory]
    [MemberData(nameof(Ways))]
    public void None_is_lost_or_doubled_and_each_has_its_own_result(SmtpListenerExtensions extensions)
    {
        using var listener = new SmtpListener(new SmtpListenerOptions { Extensions = extensions });
        listener.Start();
        using (var pool = new SmtpPool(() => Options(listener.Port), new SmtpPoolOptions { MaxConnections = Connections }))
        {
            Send(pool);
        }

        CheckResults();
        Assert.All(_results, sent => Assert.Equal(SendState.Sent, sent.Result.State));
        Assert.All(Taken(listener), count => Assert.Equal(1, count));
        Assert.InRange(listener.ConnectionCount, 1, Connections);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_server_that_is_killed_and_comes_back_leaves_the_sum_right(SmtpListenerExtensions extensions)
    {
        using var listener = new SmtpListener(new SmtpListenerOptions { Extensions = extensions });
        listener.Start();
        using var relay = new CuttingRelay(listener.Port);
        relay.Start();
        var options = new SmtpPoolOptions { MaxConnections = Connections, RetryCount = 1000, RetryDelay = TimeSpan.FromMilliseconds(20) };
        using (var pool = new SmtpPool(() => Options(relay.Port), options))
        {
            var sending = Task.Factory.StartNew(() => Send(pool), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            for (var part = 1; part <= 3; part++)
            {
                Assert.True(SpinWait.SpinUntil(() => listener.MessageCount >= Messages * part / 4, TimeSpan.FromSeconds(30)));
                relay.Kill();
                Thread.Sleep(100);
                relay.Start();
            }

            Assert.True(sending.Wait(TimeSpan.FromSeconds(50)));
        }

        CheckResults();
        var taken = Taken(listener);
        foreach (var (number, result) in _results)
        {
            // What is said to be sent is there once. What is in doubt may be. Nothing is told to have failed: it was tried until the server was back.
            Assert.True(
                result.State == SendState.Sent ? taken[number] == 1 : result.State == SendState.InDoubt && taken[number] <= 1,
                $"{number}: {result.State}, taken {taken[number]} times, {result.Error}");
        }

        // No connection has more under way than its window.
        Assert.InRange(_results.Count(sent => sent.Result.State == SendState.InDoubt), 0, 3 * Connections * SmtpTools.Session.MessagePipeline.MaxInFlight);
    }

    [Fact]
    public void Messages_that_failed_while_the_server_was_away_share_one_wait()
    {
        const int Many = 200;
        var delay = TimeSpan.FromMilliseconds(500);
        using var listener = new SmtpListener();
        listener.Start();
        using var relay = new CuttingRelay(listener.Port);
        relay.Start();
        relay.Kill();
        var options = new SmtpPoolOptions { RetryCount = 100, RetryDelay = delay };
        using var pool = new SmtpPool(() => Options(relay.Port), options);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var timer = new Timer(_ => relay.Start(), null, delay + (delay / 2), Timeout.InfiniteTimeSpan);
        var results = new List<SendResult>();

        pool.SendMany(Enumerable.Range(0, Many).Select(Message), (_, result) => results.Add(result));

        Assert.Equal(Many, results.Count);
        Assert.All(results, static result => Assert.True(result.State == SendState.Sent && result.Attempts > 1, result.ToString()));
        Assert.InRange(clock.Elapsed, delay, Many * delay / 4);
    }

    [Fact]
    public void Cancelling_the_wait_leaves_each_the_result_of_its_last_attempt()
    {
        using var source = new CancellationTokenSource();
        using var listener = new SmtpListener();
        listener.Start();
        var port = listener.Port;
        listener.Stop();
        using var pool = new SmtpPool(() => Options(port), new SmtpPoolOptions { RetryCount = 1, RetryDelay = TimeSpan.FromHours(1) });
        var results = new ConcurrentBag<SendResult>();
        using var first = new ManualResetEventSlim();
        var sending = Task.Run(() => pool.SendMany(Three(), (_, result) => results.Add(result), null, source.Token));
        Assert.True(first.Wait(TimeSpan.FromSeconds(30)));
        source.CancelAfter(TimeSpan.FromMilliseconds(100));

        Assert.True(sending.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(3, results.Count);
        Assert.All(results, static result => Assert.Equal((SendState.NotSent, 1), (result.State, result.Attempts)));

        IEnumerable<OutgoingMessage> Three()
        {
            yield return Message(1);
            yield return Message(2);
            yield return Message(3);
            first.Set();
        }
    }

    /// <summary>Each connection's thread takes what is at hand, and looks for more when it is done.</summary>
    private void Send(SmtpPool pool)
    {
        const int AtHand = 100;
        var numbers = new ConcurrentQueue<int>(Enumerable.Range(0, Messages));
        var threads = Enumerable.Range(0, Connections).Select(_ => new Thread(() =>
        {
            while (!numbers.IsEmpty)
            {
                var own = new Dictionary<OutgoingMessage, int>();
                pool.SendMany(Take(numbers, AtHand, own), (message, result) => _results.Add((own[message], result)));
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
    }

    private static IEnumerable<OutgoingMessage> Take(ConcurrentQueue<int> numbers, int most, Dictionary<OutgoingMessage, int> own)
    {
        for (var i = 0; i < most && numbers.TryDequeue(out var number); i++)
        {
            var message = Message(number);
            own.Add(message, number);
            yield return message;
        }
    }

    private void CheckResults()
    {
        Assert.Equal(Enumerable.Range(0, Messages), _results.Select(sent => sent.Number).Order());
        Assert.All(_results, sent => Assert.Equal(Recipient(sent.Number), sent.Result.Recipients.Single().Address));
    }

    /// <summary>How often the server took each message.</summary>
    private static int[] Taken(SmtpListener listener)
    {
        var taken = new int[Messages];
        foreach (var message in listener.GetMessages())
        {
            var number = int.Parse(message.Recipients.Single().Address.TrimStart('r').Split('@')[0], CultureInfo.InvariantCulture);
            Assert.Contains($"This is {number}.", Encoding.ASCII.GetString(message.Raw!), StringComparison.Ordinal);
            taken[number]++;
        }

        return taken;
    }

    private static string Recipient(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number}@example.net");

    private static OutgoingMessage Message(int number)
    {
        var envelope = new SmtpEnvelope { ReversePath = Mailbox.Parse("sender@example.org") };
        envelope.Recipients.Add(new SmtpRecipient(Mailbox.Parse(Recipient(number))));
        return new OutgoingMessage(envelope, MessageContent.FromOctets(Encoding.ASCII.GetBytes($"Subject: Hi\r\n\r\nThis is {number}.\r\n")));
    }

    private static SmtpSessionOptions Options(int port) => new(new SmtpEndpoint("127.0.0.1", port))
    {
        Security = TlsMode.None,
        LocalDomain = "client.example",
        Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromSeconds(10)),
    };
}

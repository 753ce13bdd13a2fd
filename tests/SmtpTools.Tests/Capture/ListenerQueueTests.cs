using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Capture;

public class ListenerQueueTests
{
    [Fact]
    public void Receive_waits_for_a_message()
    {
        using var dialogue = new ListenerDialogue();
        CapturedMessage? received = null;
        using var started = new ManualResetEventSlim();
        var receiver = new Thread(() =>
        {
            started.Set();
            received = dialogue.Listener.Receive(ListenerDialogue.Soon);
        });
        receiver.Start();
        started.Wait();
        dialogue.Hello().Begin();
        dialogue.SendData("x\r\n");
        Assert.True(receiver.Join(ListenerDialogue.Soon));
        Assert.Equal(1, received?.Number);
    }

    [Fact]
    public void Receive_gives_up_after_its_time()
    {
        using var dialogue = new ListenerDialogue();
        Assert.Null(dialogue.Listener.Receive(TimeSpan.Zero));
        Assert.Null(dialogue.Listener.Receive(TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void Receive_ends_at_once_when_cancelled()
    {
        using var dialogue = new ListenerDialogue();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => dialogue.Listener.Receive(Timeout.InfiniteTimeSpan, null, cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => dialogue.Listener.Receive(Timeout.InfiniteTimeSpan, null, cancellation.Token));
    }

    [Fact]
    public void A_filter_takes_what_fits_and_leaves_the_rest()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        foreach (var recipient in new[] { "one", "two", "three" })
        {
            dialogue.Begin(rcpt: $"RCPT TO:<{recipient}@rcpt.example>");
            dialogue.SendData("x\r\n");
        }

        Assert.Equal(2, dialogue.Listener.Receive(TimeSpan.Zero, static message => message.Recipients[0].Address.StartsWith("two", StringComparison.Ordinal))?.Number);
        Assert.Equal([1, 3], dialogue.Listener.GetMessages().Select(static message => message.Number));
        Assert.Null(dialogue.Listener.Receive(TimeSpan.Zero, static message => message.Number == 2));
        Assert.Equal([1, 3], new[] { dialogue.Receive(), dialogue.Receive() }.Select(static message => message.Number));
        dialogue.Listener.Clear();
        Assert.Empty(dialogue.Listener.GetMessages());
    }

    [Fact]
    public void Stop_wakes_whoever_waits()
    {
        using var dialogue = new ListenerDialogue();
        using var started = new ManualResetEventSlim();
        var receiver = new Thread(() =>
        {
            started.Set();
            dialogue.Listener.Receive(Timeout.InfiniteTimeSpan);
        });
        receiver.Start();
        started.Wait();
        dialogue.Listener.Stop();
        Assert.True(receiver.Join(ListenerDialogue.Soon));
    }

    [Fact]
    public void Ten_thousand_messages_of_many_connections_are_all_there_once()
    {
        const int Connections = 8;
        const int Each = 1250;
        using var listener = new SmtpListener(new SmtpListenerOptions { Mode = CaptureMode.Envelope });
        listener.Start();
        var senders = Enumerable.Range(0, Connections).Select(connection => new Thread(() => Send(listener, connection))).ToList();
        senders.ForEach(static sender => sender.Start());
        var received = new List<string>();
        while (received.Count < Connections * Each && listener.Receive(ListenerDialogue.Soon) is { } message)
        {
            received.Add(message.ReversePath);
        }

        senders.ForEach(static sender => Assert.True(sender.Join(ListenerDialogue.Soon)));
        Assert.Equal(Connections * Each, received.Distinct().Count());
        Assert.Equal((Connections * Each, 0), (received.Count, listener.WaitingMessages));

        static void Send(SmtpListener listener, int connection)
        {
            using var client = new RawClient(listener.Endpoint);
            _ = client.ReadReply();
            client.Send("EHLO client.example\r\n");
            _ = client.ReadReply();
            for (var sent = 0; sent < Each; sent += 50)
            {
                var first = sent;
                client.Send(string.Concat(Enumerable.Range(0, 50).Select(number =>
                    $"MAIL FROM:<m{first + number}@c{connection}.example>\r\nRCPT TO:<b@rcpt.example>\r\nBDAT 4 LAST\r\na\r\n\n")));
                for (var reply = 0; reply < 150; reply++)
                {
                    Assert.StartsWith("250", client.ReadLine(), StringComparison.Ordinal);
                }
            }

            client.Send("QUIT\r\n");
            _ = client.ReadToEnd();
        }
    }
}

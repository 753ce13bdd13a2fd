using System.Diagnostics;
using System.Net;
using SmtpTools.Diagnosis.Load;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Diagnosis;

public sealed class SmtpServerMeterTests
{
    private const string Greeting = "220 mx.example.com ESMTP";

    [Fact]
    public void Messages_are_sent_whole_and_each_phase_has_its_times()
    {
        using var listener = new SmtpListener(new SmtpListenerOptions());
        listener.Start();

        var measured = new SmtpServerMeter(Options(messages: 25, connections: 3, size: 3000)).Measure(new SmtpEndpoint("127.0.0.1", listener.Port));

        Assert.Equal((25, 0, 0, MeasurementEnding.Completed), (measured.MessagesSent, measured.MessagesFailed, measured.MessagesInDoubt, measured.Ending));
        Assert.Empty(measured.Errors);
        Assert.Equal(3000, measured.MessageSize);
        Assert.Equal(75_000, measured.OctetsSent);
        Assert.Equal(["127.0.0.1"], measured.Addresses);
        Assert.Equal(25, Times(measured, MeasuredPhase.Message).Count);
        Assert.Equal(50, Times(measured, MeasuredPhase.Recipient).Count);
        Assert.Equal(3, Times(measured, MeasuredPhase.Connect).Count);
        Assert.All(measured.Phases, times => Assert.True(times.Minimum <= times.P50 && times.P50 <= times.P95 && times.P95 <= times.P99 && times.P99 <= times.Maximum, times.ToString()));
        Assert.True(Times(measured, MeasuredPhase.Message).Minimum >= Times(measured, MeasuredPhase.EndOfData).Minimum);
        var received = Enumerable.Range(0, 25).Select(_ => listener.Receive(TimeSpan.FromSeconds(5))!).ToList();
        Assert.All(received, message => Assert.Equal(3000, message.Size));
        Assert.Equal(25, received.Select(message => System.Text.RegularExpressions.Regex.Match(System.Text.Encoding.ASCII.GetString(message.Raw!), "(?m)^Message-ID: <.+>").Value).Distinct().Count());
    }

    [Fact]
    public void Refusals_are_counted_by_phase_and_code_and_leave_the_connection_usable()
    {
        using var server = ScriptedServer.Start(script => script.Send(Greeting).Answer("EHLO *", "250 mx.example.com")
            .Answer("MAIL FROM:<>", "451 4.3.0 Later")
            .Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<a@example.com>", "550 5.1.1 Who?").Answer("RCPT TO:<b@example.com>", "550 5.1.1 Who?").Answer("RSET", "250 Ok")
            .Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<a@example.com>", "550 5.1.1 Who?").Answer("RCPT TO:<b@example.com>", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok")
            .Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<a@example.com>", "250 Ok").Answer("RCPT TO:<b@example.com>", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("552 5.3.4 Too big")
            .Quit());

        var measured = new SmtpServerMeter(Options(messages: 4)).Measure(new SmtpEndpoint("127.0.0.1", server.Port));

        server.Verify();
        Assert.Equal((1, 3, 0), (measured.MessagesSent, measured.MessagesFailed, measured.MessagesInDoubt));
        Assert.Equal(
            [(SmtpPhase.Recipient, 550, "5.1.1", 3L), (SmtpPhase.EndOfData, 552, "5.3.4", 1L), (SmtpPhase.Mail, 451, "4.3.0", 1L)],
            measured.Errors.OrderByDescending(error => error.Count).ThenByDescending(error => error.Code).Select(error => (error.Phase, error.Code ?? 0, error.EnhancedStatus!, error.Count)));
        Assert.Equal(3, Times(measured, MeasuredPhase.Mail).Count);
    }

    [Fact]
    public void A_connection_lost_behind_the_end_leaves_a_message_in_doubt_and_the_next_goes_over_a_new_one()
    {
        using var server = ScriptedServer.Start(
        [
            script => Envelope(script).ExpectData().Cut(),
            script => Envelope(script).ExpectData().Send("250 Ok").Quit(),
        ]);

        var measured = new SmtpServerMeter(Options(messages: 2)).Measure(new SmtpEndpoint("127.0.0.1", server.Port));

        server.Verify();
        Assert.Equal((1, 0, 1, 2), (measured.MessagesSent, measured.MessagesFailed, measured.MessagesInDoubt, measured.ConnectionsOpened));
        Assert.Equal((SmtpPhase.EndOfData, "ConnectionLost"), (measured.Errors.Single().Phase, measured.Errors.Single().Cause));
    }

    [Fact]
    public void A_server_that_is_not_there_is_given_up()
    {
        using var server = ScriptedServer.Start(script => script.Quit());
        var port = server.Port;
        server.Dispose();

        var measured = new SmtpServerMeter(Options(messages: 1000)).Measure(new SmtpEndpoint("127.0.0.1", port));

        Assert.Equal((MeasurementEnding.GaveUp, 0), (measured.Ending, measured.MessagesSent));
        Assert.Equal((SmtpPhase.Connect, 5), (measured.Errors.Single().Phase, measured.Errors.Single().Count));
    }

    [Fact]
    public void Stopping_returns_what_was_measured_until_then()
    {
        using var stop = new CancellationTokenSource();
        using var server = ScriptedServer.Start(script => Envelope(script).ExpectData().Send("250 Ok").Answer("MAIL FROM:<>", "250 Ok").Stall());

        var measured = new SmtpServerMeter(Options(messages: 2)).Measure(
            new SmtpEndpoint("127.0.0.1", server.Port), soFar => { if (soFar.Phases.Any(times => times.Phase == MeasuredPhase.Mail && times.Count == 2)) { stop.Cancel(); } }, stop.Token);

        Assert.Equal((MeasurementEnding.Stopped, 1, 0, 0), (measured.Ending, measured.MessagesSent, measured.MessagesFailed, measured.MessagesInDoubt));
    }

    [Fact]
    public void With_a_rate_messages_begin_when_they_are_due_and_lateness_counts()
    {
        using var listener = new SmtpListener(new SmtpListenerOptions());
        listener.Start();
        var options = Options(messages: 11);
        options.Rate = new MessageRate(20);
        var clock = Stopwatch.StartNew();

        var measured = new SmtpServerMeter(options).Measure(new SmtpEndpoint("127.0.0.1", listener.Port));

        Assert.Equal(11, measured.MessagesSent);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.5, 30);

        using var slow = ScriptedServer.Start(script => Envelope(script).ExpectData().WaitFor(Later(400)).Send("250 Ok")
            .Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<a@example.com>", "250 Ok").Answer("RCPT TO:<b@example.com>", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok").Quit());
        options.MessageCount = 2;
        var late = new SmtpServerMeter(options).Measure(new SmtpEndpoint("127.0.0.1", slow.Port));

        // The second was due at 50 ms and could not begin before 400.
        Assert.True(Times(late, MeasuredPhase.Message).Minimum >= TimeSpan.FromMilliseconds(300), late.ToString());
    }

    [Fact]
    public void The_time_ends_a_measurement()
    {
        using var listener = new SmtpListener(new SmtpListenerOptions());
        listener.Start();
        var options = Options();
        options.Duration = TimeSpan.FromMilliseconds(300);

        var measured = new SmtpServerMeter(options).Measure(new SmtpEndpoint("127.0.0.1", listener.Port));

        Assert.Equal(MeasurementEnding.Completed, measured.Ending);
        Assert.True(measured.MessagesSent > 0);
        Assert.InRange(measured.Duration.TotalMilliseconds, 200, 10_000);
    }

    [Fact]
    public void Recipients_are_taken_in_turn_and_connections_replaced()
    {
        using var server = ScriptedServer.Start(
        [
            script => Envelope(script, "a").ExpectData().Send("250 Ok").Quit(),
            script => Envelope(script, "b").ExpectData().Send("250 Ok").Quit(),
        ]);
        var options = Options(messages: 2);
        options.RecipientsPerMessage = 1;
        options.MessagesPerConnection = 1;

        var measured = new SmtpServerMeter(options).Measure(new SmtpEndpoint("127.0.0.1", server.Port));

        server.Verify();
        Assert.Equal((2, 2), (measured.MessagesSent, measured.ConnectionsOpened));
    }

    [Fact]
    public void With_lmtp_each_recipient_has_a_reply()
    {
        using var server = ScriptedServer.Start(script => script.Send("220 store LMTP").Answer("LHLO *", "250 store").Answer("MAIL FROM:<>", "250 Ok")
            .Answer("RCPT TO:<a@example.com>", "250 Ok").Answer("RCPT TO:<b@example.com>", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok", "452 4.2.2 Full").Quit());
        var options = Options(messages: 1);
        options.Session.IsLmtp = true;

        var measured = new SmtpServerMeter(options).Measure(new SmtpEndpoint("127.0.0.1", server.Port));

        server.Verify();
        Assert.Equal((1, 452), (measured.MessagesSent, measured.Errors.Single().Code));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.255.0.1", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("172.15.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.169.1.1", false)]
    [InlineData("169.254.3.4", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd12:3456::1", true)]
    [InlineData("fc00::1", true)]
    [InlineData("fe00::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:192.0.2.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("192.0.2.25", false)]
    public void Private_addresses_are_told_from_others(string address, bool isPrivate) => Assert.Equal(isPrivate, PrivateAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public void A_server_of_others_is_refused_before_anything_is_connected()
    {
        // One private address among them does not help.
        var endpoint = new SmtpEndpoint("mx.example.com", 25);
        endpoint.Addresses.Add(IPAddress.Loopback);
        endpoint.Addresses.Add(IPAddress.Parse("192.0.2.25"));

        var refused = Assert.Throws<PublicTargetException>(() => new SmtpServerMeter(Options()).Measure(endpoint));
        Assert.Contains("192.0.2.25", refused.Message, StringComparison.Ordinal);

        var options = Options();
        options.Session.Proxy = ProxyOptions.Parse("socks5://127.0.0.1:1080");
        _ = Assert.Throws<PublicTargetException>(() => new SmtpServerMeter(options).Measure(new SmtpEndpoint("127.0.0.1", 25)));
    }

    [Fact]
    public void Options_that_cant_be_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => new SmtpServerMeter(new SmtpServerMeterOptions()));
        Refused(options => options.MessageCount = 0);
        Refused(options => options.Duration = TimeSpan.Zero);
        Refused(options => options.Connections = 0);
        Refused(options => options.RecipientsPerMessage = 3);
        Refused(options => options.MessagesPerConnection = 0);
        Refused(options => options.MessageSize = -1);

        static void Refused(Action<SmtpServerMeterOptions> change)
        {
            var options = Options();
            change(options);
            _ = Assert.Throws<ArgumentException>(() => new SmtpServerMeter(options));
        }
    }

    [Fact]
    public void A_histograms_percentiles_are_within_a_percent_above_the_true_ones()
    {
        var random = new Random(5);
        var times = Enumerable.Range(0, 20_000).Select(_ => TimeSpan.FromTicks((long)Math.Exp(random.NextDouble() * 25))).Order().ToList();
        var histogram = new LatencyHistogram();
        times.ForEach(histogram.Add);

        foreach (var percent in new[] { 0.01, 1, 50, 95, 99, 99.9, 100 })
        {
            var exact = times[(int)Math.Ceiling(percent / 100 * times.Count) - 1];
            Assert.InRange(histogram.Percentile(percent), exact, exact + TimeSpan.FromTicks(exact.Ticks / 100));
        }

        var figures = histogram.Figures(MeasuredPhase.Mail);
        Assert.Equal((times[0], times[^1], 20_000), (figures.Minimum, figures.Maximum, figures.Count));
        Assert.Equal(times.Average(time => time.TotalMilliseconds), figures.Mean.TotalMilliseconds, 1);
    }

    [Theory]
    [InlineData(TimeSpan.TicksPerDay * 3000)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(255)]
    [InlineData(256)]
    public void A_histogram_takes_any_time(long ticks)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromTicks(ticks));

        Assert.Equal(TimeSpan.FromTicks(Math.Max(0, ticks)), histogram.Percentile(99));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(10_000)]
    public void Messages_have_their_size_and_lines_that_need_no_care(int size)
    {
        var message = new LoadMessage(null, size, "client.example", DateTimeOffset.UnixEpoch);
        var body = System.Text.Encoding.ASCII.GetString(message.BodyAndEnd.Array!);

        Assert.EndsWith("\r\n.\r\n", body, StringComparison.Ordinal);
        Assert.Equal(Math.Max(size, message.Header(0).Length + 3), message.Octets);
        Assert.Equal(message.Octets + 3, message.Header(7).Length + body.Length);
        Assert.All(body[..^3].Split("\r\n"), line => Assert.True(line.Length <= 78 && !line.Contains('\n') && !line.StartsWith('.')));
    }

    private static SmtpServerMeterOptions Options(long? messages = null, int connections = 1, int size = 600)
    {
        var options = new SmtpServerMeterOptions
        {
            MessageCount = messages,
            Connections = connections,
            MessageSize = size,
            Session = { Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromSeconds(10)), LocalDomain = "client.example" },
        };
        options.Recipients.Add(Mailbox.Parse("a@example.com"));
        options.Recipients.Add(Mailbox.Parse("b@example.com"));
        return options;
    }

    private static Script Envelope(Script script, params string[] recipients)
    {
        _ = script.Send(Greeting).Answer("EHLO *", "250 mx.example.com").Answer("MAIL FROM:<>", "250 Ok");
        foreach (var recipient in recipients.Length == 0 ? ["a", "b"] : recipients)
        {
            _ = script.Answer($"RCPT TO:<{recipient}@example.com>", "250 Ok");
        }

        return script.Answer("DATA", "354 Go");
    }

    private static LatencyFigures Times(SmtpServerMeasurement measured, MeasuredPhase phase) => measured.Phases.Single(times => times.Phase == phase);

    private static ManualResetEventSlim Later(int milliseconds)
    {
        var reached = new ManualResetEventSlim();
        _ = Task.Delay(milliseconds).ContinueWith(_ => reached.Set(), TaskScheduler.Default);
        return reached;
    }
}

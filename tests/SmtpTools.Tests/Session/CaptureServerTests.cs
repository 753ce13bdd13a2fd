using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>Extensions that no server of the interop tests offers, both sides together: what the session sends is what the capture server understood.</summary>
public sealed class CaptureServerTests
{
    [Fact]
    public void Binary_content_arrives_octet_for_octet()
    {
        using var listener = Listen();
        byte[] content = [.. "Subject: x\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8, .. Enumerable.Range(0, 70_000).Select(static i => (byte)(i * 7))];

        using var session = Open(listener);
        var result = session.Send(Envelope("a@example.net"), MessageContent.FromOctets(content));

        var message = listener.Receive(Patience)!;
        Assert.Equal(SendState.Sent, result.State);
        Assert.Equal("BINARYMIME", message.MailParameters["BODY"]);
        Assert.Equal(content, message.Raw);
    }

    [Fact]
    public void What_is_asked_for_a_message_is_what_the_server_understands()
    {
        using var listener = Listen();
        var hold = new DateTimeOffset(DateTimeOffset.UtcNow.AddHours(2).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        var envelope = Envelope("a@example.net");
        envelope.RequireTls = true;
        envelope.DeliverBy = new DeliverBy(TimeSpan.FromHours(3), DeliverByMode.Notify);
        envelope.HoldUntil = hold;
        envelope.TransferPriority = 4;
        envelope.Recipients[0].ValidSince = hold.AddYears(-9);

        using var session = Open(listener);
        var result = session.Send(envelope, Content());

        Assert.Equal((SendState.Sent, null), (result.State, result.Error));
        var message = listener.Receive(Patience)!;
        Assert.Contains("REQUIRETLS", message.MailParameters.Keys);
        Assert.Equal("10800;N", message.MailParameters["BY"]);
        Assert.Equal(hold.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), message.MailParameters["HOLDUNTIL"]);
        Assert.Equal("4", message.MailParameters["MT-PRIORITY"]);
        Assert.StartsWith($"{hold.Year - 9}-", message.Recipients[0].Parameters["RRVS"], StringComparison.Ordinal);
    }

    [Fact]
    public void Recipients_beyond_the_limits_come_in_transactions_of_their_own()
    {
        using var listener = Listen(static options =>
        {
            options.MaxRecipients = 3;
            options.MaxRecipientDomains = 2;
        });
        string[] recipients = ["a@one.example", "b@one.example", "c@one.example", "d@one.example", "e@two.example", "f@three.example", "g@four.example"];

        using var session = Open(listener);
        var result = session.Send(Envelope(recipients), Content());

        Assert.Equal(SendState.Sent, result.State);
        Assert.All(result.Recipients, static recipient => Assert.Equal(RecipientState.Accepted, recipient.State));
        List<CapturedMessage> messages = [];
        while (messages.Sum(static message => message.Recipients.Count) < recipients.Length)
        {
            messages.Add(listener.Receive(Patience)!);
        }

        Assert.Equal(recipients, messages.SelectMany(static message => message.Recipients).Select(static recipient => recipient.Address).Order());
        Assert.All(messages, static message => Assert.InRange(message.Recipients.Count, 1, 3));
        Assert.All(messages, static message => Assert.InRange(message.Recipients.Select(static recipient => recipient.Address.Split('@')[1]).Distinct().Count(), 1, 2));
    }

    [Fact]
    public void After_the_last_transaction_that_a_session_may_have_a_sender_goes_on_in_another()
    {
        using var listener = Listen(static options => options.MaxTransactions = 2);
        using var sender = new SmtpSender(OptionsFor(listener));

        var states = Enumerable.Range(0, 5).Select(_ => sender.Send(Envelope("a@example.net"), Content()).State).ToList();

        Assert.All(states, static state => Assert.Equal(SendState.Sent, state));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_of_more_transactions_than_a_session_may_have_goes_on_in_another(bool many)
    {
        using var listener = Listen(static options => (options.MaxRecipients, options.MaxTransactions) = (1, 2));
        using var sender = new SmtpSender(OptionsFor(listener));
        var message = new OutgoingMessage(Envelope("a@example.net", "b@example.net", "c@example.net"), Content());

        var results = many ? sender.SendMany([message, message]).ToList() : [sender.Send(message.Envelope, message.Content), sender.Send(message.Envelope, message.Content)];

        // Three transactions each, two of them in a session.
        Assert.All(results, static result => Assert.Equal((SendState.Sent, null), (result.State, result.Error)));
        Assert.All(results.SelectMany(static result => result.Recipients), static recipient => Assert.Equal((RecipientState.Accepted, null), (recipient.State, recipient.Reason)));
        Assert.Equal((3L, 6L), (listener.ConnectionCount, listener.MessageCount));
        Assert.DoesNotContain(listener.GetMessages(), static message => message.Recipients.Count != 1);
    }

    [Fact]
    public void One_session_says_whom_its_transactions_did_not_suffice_for()
    {
        using var listener = Listen(static options => (options.MaxRecipients, options.MaxTransactions) = (1, 2));
        using var session = Open(listener);

        var first = session.Send(Envelope("a@example.net", "b@example.net", "c@example.net"), Content());
        var second = session.Send(Envelope("a@example.net"), Content());

        Assert.Equal((SendState.PartlySent, null), (first.State, first.Error));
        Assert.Equal([RecipientState.Accepted, RecipientState.Accepted, RecipientState.NotTried], first.Recipients.Select(static recipient => recipient.State));
        Assert.Contains("MAILMAX", first.Recipients[2].Reason, StringComparison.Ordinal);
        Assert.Equal((SendState.NotSent, "LIMITS"), (second.State, (second.Error as SmtpRequirementException)?.Requirement));
        Assert.Equal((2L, SmtpSessionState.Ready), (listener.MessageCount, session.State));
    }

    [Fact]
    public void Limits_that_are_not_to_be_acted_on_end_no_session()
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Send("220 mx.example").Answer("EHLO *", "250-mx.example", "250 LIMITS MAILMAX=1");
            for (var i = 0; i < 2; i++)
            {
                _ = script.Answer("MAIL *", "250 Ok").Answer("RCPT *", "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok");
            }

            _ = script.Quit();
        });
        var options = Options(server);
        _ = options.IgnoredExtensions.Add("LIMITS");
        using (var sender = new SmtpSender(options))
        {
            Assert.Equal(SendState.Sent, sender.Send(Envelope("a@example.net"), Content()).State);
            Assert.Equal(SendState.Sent, sender.Send(Envelope("a@example.net"), Content()).State);
        }

        server.Verify();
    }

    [Fact]
    public void A_session_serves_one_call_at_a_time()
    {
        using var listener = Listen();
        using var session = Open(listener);
        using var begun = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        var sending = Task.Run(() => session.Send(Envelope("a@example.net"), new HeldContent(begun, end)));
        Assert.True(begun.Wait(Patience));

        var error = Assert.Throws<InvalidOperationException>(() => session.Noop());
        end.Set();

        Assert.Contains("in use by another", error.Message, StringComparison.Ordinal);
        Assert.Equal(SendState.Sent, sending.Result.State);
        Assert.Equal(SmtpSessionState.Ready, session.State);
    }

    private static SmtpListener Listen(Action<SmtpListenerOptions>? configure = null)
    {
        var options = new SmtpListenerOptions();
        configure?.Invoke(options);
        var listener = new SmtpListener(options);
        listener.Start();
        return listener;
    }

    private static SmtpSessionOptions OptionsFor(SmtpListener listener)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port)) { Security = TlsMode.StartTls, Timeouts = SmtpTimeouts.AtMost(Patience) };
        options.Tls.TargetName = "localhost";
        options.Tls.ExtraRoots.Add(listener.Certificate!);
        return options;
    }

    private static SmtpSession Open(SmtpListener listener)
    {
        var session = new SmtpSession(OptionsFor(listener));
        session.Open();
        return session;
    }

    /// <summary>Says that it is being read, and waits there.</summary>
    private sealed class HeldContent(ManualResetEventSlim begun, ManualResetEventSlim end) : MessageContent
    {
        public override long? Size => null;

        public override BodyEncoding Encoding => BodyEncoding.SevenBit;

        public override void WriteTo(Stream destination, CancellationToken cancellationToken)
        {
            begun.Set();
            Assert.True(end.Wait(Patience, CancellationToken.None));
            destination.Write("Subject: x\r\n\r\nx\r\n"u8);
        }
    }
}

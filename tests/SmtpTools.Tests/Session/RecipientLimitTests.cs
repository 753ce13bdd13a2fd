using SmtpTools.TestServer;
using SmtpTools.Tests.Session.Hostile;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>More recipients than a server takes at once, and more than go in one flight.</summary>
public sealed class RecipientLimitTests
{
    private const string Mail = "MAIL FROM:<sender@example.org>";

    [Fact]
    public void RCPTMAX_makes_transactions_of_so_many()
    {
        var result = Send(5, script =>
        {
            _ = script.Hello("LIMITS RCPTMAX=2");
            for (var first = 0; first < 5; first += 2)
            {
                _ = Transaction(script, Enumerable.Range(first, Math.Min(2, 5 - first)));
            }
        });

        Assert.Equal(SendState.Sent, result.State);
    }

    [Fact]
    public void Recipients_too_many_are_taken_up_in_another_transaction()
    {
        var result = Send(5, script =>
        {
            _ = script.Hello().Answer(Mail, "250 Ok");
            _ = script.Answer(To(0), "250 Ok").Answer(To(1), "550 5.1.1 No").Answer(To(2), "250 Ok").Answer(To(3), "452 4.5.3 Too many").Answer(To(4), "452 Too many recipients");
            _ = script.Answer("DATA", "354 Go").ExpectData().Send("250 Ok: queued as A1");
            _ = Transaction(script, [3, 4]);
        });

        Assert.Equal(SendState.PartlySent, result.State);
        Assert.Equal("A1", result.QueueId ?? "A1");
        Assert.Equal([RecipientState.Accepted, RecipientState.Rejected, RecipientState.Accepted, RecipientState.Accepted, RecipientState.Accepted], States(result));
    }

    [Fact]
    public void Too_many_at_every_try_ends_it()
    {
        var result = Send(2, script => script.Hello().Answer(Mail, "250 Ok").Answer(To(0), "452 4.5.3 Too many").Answer(To(1), "452 4.5.3 Too many").Answer("RSET", "250 Ok"));

        Assert.Equal((SendState.Refused, true), (result.State, result.IsRetryable));
    }

    [Fact]
    public void A_message_refused_for_the_first_is_not_tried_on_the_rest()
    {
        var result = Send(3, script => script.Hello("LIMITS RCPTMAX=2").Answer(Mail, "250 Ok").Answer(To(0), "250 Ok").Answer(To(1), "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("554 5.6.0 No"));

        Assert.Equal(SendState.Refused, result.State);
        Assert.Equal([RecipientState.Rejected, RecipientState.Rejected, RecipientState.NotTried], States(result));
    }

    /// <summary>The first two recipients have the message; the second transaction is refused at its sender, at DATA, in its content or at its end.</summary>
    [Theory]
    [InlineData("451 4.3.0 Later", SmtpPhase.Mail, RecipientState.NotTried)]
    [InlineData("452 4.3.1 Full", SmtpPhase.Mail, RecipientState.NotTried)]
    [InlineData("550 5.7.1 No", SmtpPhase.Mail, RecipientState.NotTried)]
    [InlineData("451 4.3.0 Later", SmtpPhase.Data, RecipientState.Deferred)]
    [InlineData("554 5.7.1 No", SmtpPhase.Data, RecipientState.Rejected)]
    [InlineData("554 5.7.1 No", SmtpPhase.EndOfData, RecipientState.Rejected)]
    public void A_later_transaction_refused_is_told_of_every_recipient_left(string refusal, SmtpPhase phase, RecipientState asked)
    {
        var result = Send(5, script =>
        {
            _ = Transaction(script.Hello("LIMITS RCPTMAX=2"), [0, 1]).Answer(Mail, phase == SmtpPhase.Mail ? refusal : "250 Ok");
            if (phase != SmtpPhase.Mail)
            {
                _ = script.Answer(To(2), "250 Ok").Answer(To(3), "250 Ok").Answer("DATA", phase == SmtpPhase.Data ? refusal : "354 Go");
            }

            _ = phase == SmtpPhase.EndOfData ? script.ExpectData().Send(refusal) : script.Answer("RSET", "250 Ok");
        });

        Assert.Equal((SendState.PartlySent, 250), (result.State, result.Reply?.Code));
        Assert.Equal([RecipientState.Accepted, RecipientState.Accepted, asked, asked, RecipientState.NotTried], States(result));
        Assert.All(result.Recipients.Skip(2), recipient => Assert.Equal((refusal, phase), (recipient.Reply?.ToString(), recipient.Phase)));
    }

    [Fact]
    public void A_chunk_of_a_later_transaction_refused_is_told_of_every_recipient_left()
    {
        var result = Send(3, script =>
        {
            _ = script.Hello("CHUNKING", "LIMITS RCPTMAX=1");
            _ = script.Answer(Mail, "250 Ok").Answer(To(0), "250 Ok").AnswerBdat("250 Ok");
            _ = script.Answer(Mail, "250 Ok").Answer(To(1), "250 Ok").AnswerBdat("554 5.6.0 No");
        });

        Assert.Equal(SendState.PartlySent, result.State);
        Assert.Equal([RecipientState.Accepted, RecipientState.Rejected, RecipientState.NotTried], States(result));
        Assert.All(result.Recipients.Skip(1), static recipient => Assert.Equal(554, recipient.Reply?.Code));
    }

    [Fact]
    public void Refused_recipients_of_one_transaction_do_not_cost_those_of_the_next()
    {
        var result = Send(3, script =>
        {
            _ = script.Hello("LIMITS RCPTMAX=2").Answer(Mail, "250 Ok").Answer(To(0), "550 5.1.1 No").Answer(To(1), "450 4.2.0 Later").Answer("RSET", "250 Ok");
            _ = Transaction(script, [2]);
        });

        Assert.Equal(SendState.PartlySent, result.State);
        Assert.Equal([RecipientState.Rejected, RecipientState.Deferred, RecipientState.Accepted], States(result));
    }

    [Fact]
    public void A_connection_lost_in_the_second_transaction_leaves_the_first_sent()
    {
        var result = Send(
            4,
            script => Transaction(script.Hello("LIMITS RCPTMAX=2"), [0, 1]).Answer(Mail, "250 Ok").Answer(To(2), "250 Ok").Answer(To(3), "250 Ok").Answer("DATA", "354 Go").ExpectData().Close(),
            quits: false);

        Assert.Equal((SendState.InDoubt, 250), (result.State, result.Reply?.Code));
        Assert.Equal([RecipientState.Accepted, RecipientState.Accepted, RecipientState.InDoubt, RecipientState.InDoubt], States(result));
        Assert.False(result.IsRetryable);
    }

    [Fact]
    public void LMTP_goes_on_where_the_last_recipient_of_a_transaction_was_refused()
    {
        var result = Send(
            3,
            script => script.Send("220 mx").Answer("LHLO *", "250-mx", "250 LIMITS RCPTMAX=2").Answer(Mail, "250 Ok").Answer(To(0), "250 Ok").Answer(To(1), "250 Ok").Answer("DATA", "354 Go").ExpectData()
                .Send("250 Ok", "552 5.2.2 Full").Answer(Mail, "250 Ok").Answer(To(2), "250 Ok").Answer("DATA", "354 Go").ExpectData().Send("250 Ok"),
            configure: options => options.IsLmtp = true);

        Assert.Equal([RecipientState.Accepted, RecipientState.Rejected, RecipientState.Accepted], States(result));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(120)]
    public void Flights_hold_fifty_recipients_and_DATA_goes_along_where_one_flight_holds_all(int count)
    {
        var result = Send(count, script =>
        {
            _ = script.Hello("PIPELINING").Expect(Mail);
            for (var first = 0; first < count; first += 50)
            {
                var flight = Enumerable.Range(first, Math.Min(50, count - first)).ToList();
                _ = script.Expect([.. flight.Select(To)]);
                _ = count <= 50 ? script.Expect("DATA") : script;
                _ = first == 0 ? script.Send("250 Ok") : script;
                _ = script.Send([.. flight.Select(index => index % 7 == 3 ? "550-5.1.1 No such\r\n550 5.1.1 user" : "250 2.1.5 Ok")]);
            }

            _ = count <= 50 ? script : script.Expect("DATA");
            _ = script.Send("354 Go").ExpectData().Send("250 Ok");
        });

        Assert.Equal(SendState.PartlySent, result.State);
        Assert.Equal(Enumerable.Range(0, count).Select(index => index % 7 == 3 ? RecipientState.Rejected : RecipientState.Accepted), States(result));
    }

    [Theory]
    [InlineData("PIPELINING")]
    [InlineData("PIPELINING", "CHUNKING")]
    public void All_or_nobody_looks_at_each_recipient_before_the_content(params string[] offers)
    {
        var result = Send(
            3,
            script =>
            {
                _ = script.Hello(offers).Expect(Mail, To(0), To(1), To(2)).Send("250 Ok", "250 Ok", "250 Ok", "250 Ok");
                _ = offers.Length == 1 ? script.Answer("DATA", "354 Go").ExpectData().Send("250 Ok") : script.AnswerBdat("250 Ok");
            },
            new SendOptions { RequireAllRecipients = true });

        Assert.Equal(SendState.Sent, result.State);
    }

    /// <summary>Three domains, two of them at a time, and two recipients of each.</summary>
    [Theory]
    [InlineData("RCPTDOMAINMAX=2", "a0 b0 a1 b1 | c0 c1")]
    [InlineData("RCPTDOMAINMAX=1", "a0 a1 | b0 b1 | c0 c1")]
    [InlineData("RCPTDOMAINMAX=3", "a0 b0 c0 a1 b1 c1")]
    [InlineData("RCPTDOMAINMAX=2 RCPTMAX=3", "a0 b0 a1 | c0 b1 c1")]
    [InlineData("RCPTMAX=4", "a0 b0 c0 a1 | b1 c1")]
    public void RCPTDOMAINMAX_makes_transactions_of_so_many_domains(string limits, string expected)
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello($"LIMITS {limits}");
            foreach (var transaction in expected.Split(" | "))
            {
                _ = script.Answer(Mail, "250 Ok");
                _ = transaction.Split(' ').Aggregate(script, static (script, name) => script.Answer($"RCPT TO:<{name}@{name[0]}.example>", "250 Ok"));
                _ = script.Answer("DATA", "354 Go").ExpectData().Send("250 Ok");
            }

            _ = script.Quit();
        });
        using var session = new SmtpSession(Options(server));
        session.Open();

        var result = session.Send(Envelope("a0@a.example", "b0@b.example", "c0@c.example", "a1@A.EXAMPLE", "b1@b.example", "c1@c.example"), Content());

        Assert.Equal(SendState.Sent, result.State);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void Messages_of_too_many_domains_do_not_share_a_flight()
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello("PIPELINING", "LIMITS RCPTDOMAINMAX=1");
            foreach (var name in new[] { "a", "b", "a", "b" })
            {
                _ = script.Expect(Mail, $"RCPT TO:<x@{name}.example>", "DATA").Send("250 Ok", "250 Ok", "354 Go").ExpectData().Send("250 Ok");
            }

            _ = script.Quit();
        });
        using var session = new SmtpSession(Options(server));
        session.Open();
        var envelope = Envelope("x@a.example", "x@b.example");

        var results = session.SendMany([new OutgoingMessage(envelope, Content()), new OutgoingMessage(envelope, Content())]).ToList();

        Assert.All(results, static result => Assert.Equal(SendState.Sent, result.State));
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void All_or_nobody_is_refused_where_the_domains_are_too_many()
    {
        using var server = ScriptedServer.Start(script => script.Hello("LIMITS RCPTDOMAINMAX=1").Quit());
        using var session = new SmtpSession(Options(server));
        session.Open();

        var result = session.Send(Envelope("x@a.example", "x@b.example"), Content(), new SendOptions { RequireAllRecipients = true });

        Assert.Equal(("LIMITS", SendState.NotSent), ((result.Error as SmtpRequirementException)?.Requirement, result.State));
        _ = session.Quit();
        server.Verify();
    }

    private static string To(int index) => $"RCPT TO:<r{index}@example.net>";

    private static Script Transaction(Script script, IEnumerable<int> recipients)
    {
        _ = script.Answer(Mail, "250 Ok");
        foreach (var index in recipients)
        {
            _ = script.Answer(To(index), "250 Ok");
        }

        return script.Answer("DATA", "354 Go").ExpectData().Send("250 Ok");
    }

    private static IEnumerable<RecipientState> States(SendResult result) => result.Recipients.Select(recipient => recipient.State);

    private static SendResult Send(int recipients, Action<Script> script, SendOptions? how = null, Action<SmtpSessionOptions>? configure = null, bool quits = true)
    {
        using var server = ScriptedServer.Start(whole =>
        {
            script(whole);
            _ = quits ? whole.Quit() : whole;
        });
        var options = Options(server);
        configure?.Invoke(options);
        using var session = new SmtpSession(options);
        session.Open();
        var result = session.Send(Envelope([.. Enumerable.Range(0, recipients).Select(index => $"r{index}@example.net")]), Content(), how);
        _ = session.Quit();
        server.Verify();
        return result;
    }
}

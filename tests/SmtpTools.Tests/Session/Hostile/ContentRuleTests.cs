using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>What a server says before the end of the content, and to chunks of it (RFC 3030).</summary>
public sealed class ContentRuleTests
{
    private const int Chunk = 256 * 1024;
    private const int Early = 80 * 1024;
    private const RecipientState Rejected = RecipientState.Rejected;
    private const RecipientState Deferred = RecipientState.Deferred;

    private static readonly HostileRules s_rules = new(
        EarlyReply("552 before the end is a refusal", "552 5.3.4 Too big", Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Rejected), 552),
        EarlyReply("451 before the end is a refusal for now", "451 4.3.0 Later", Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Deferred, transient: true), 451),
        EarlyReply("421 before the end is a refusal for now", "421 4.3.2 Bye", Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Deferred, transient: true), 421),
        EarlyReply("250 before the end is out of step", Queued, Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Content, SendState.NotSent, RecipientState.NotTried), null),
        EarlyReply("354 before the end is out of step", GoAhead, Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Content, SendState.NotSent, RecipientState.NotTried), null),
        EarlyReplyToSmallContent("250 before a small message's end: nothing of it is sent", Queued, Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Content, SendState.NotSent, RecipientState.NotTried)),
        EarlyReplyToSmallContent("554 before a small message's end: nothing of it is sent", "554 5.7.1 No", Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Rejected)),
        new(
            "a chunk refused: the next one is not sent",
            script => Chunks(script.Hello("CHUNKING").Envelope(), "250 Ok", "552 5.3.4 Too big").Answer("RSET", "250 Ok").Quit(),
            Refused(SmtpPhase.Content, Rejected)) { Content = () => new GatedContent((2 * Chunk) + GatedContent.LineLength), Reply = 552 },
        InFlight("a chunk refused while the next one is on its way", (script, gate) => script.Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send("552 5.3.4 Too big").Signal(gate)
            .Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send("503 5.5.1 After a refusal").Answer("RSET", "250 Ok").Quit(), Refused(SmtpPhase.Content, Rejected)),
        InFlight("a chunk refused, and 421 to the next one", (script, gate) => script.Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send("552 5.3.4 Too big").Signal(gate)
            .Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send("421 4.3.2 Bye").ExpectClose(), Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Rejected, transient: true)),
        InFlight("a chunk refused, and the connection lost at the next one", (script, gate) => script.Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send("552 5.3.4 Too big").Signal(gate)
            .Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Close(), Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.Content, SendState.Refused, Rejected, transient: true)),
        InFlight("421 to a chunk", (script, gate) => script.Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send("421 4.3.2 Bye").Signal(gate).Expect($"BDAT {Chunk}").ExpectBytes(Chunk).ExpectClose(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Deferred, transient: true)),
        InFlight("354 to a chunk", (script, gate) => script.Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send(GoAhead).Signal(gate).Expect($"BDAT {Chunk}").ExpectBytes(Chunk).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Content, SendState.NotSent, RecipientState.NotTried)),
        BehindLast("a chunk refused when the last one is on its way", script => script.Send("552 5.3.4 Too big", "503 5.5.1 After a refusal").Answer("RSET", "250 Ok").Quit(), Refused(SmtpPhase.Content, Rejected)),
        BehindLast("421 to a chunk when the last one is on its way", script => script.Send("421 4.3.2 Bye").ExpectClose(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Deferred, transient: true)),
        BehindLast("a chunk refused and the last one taken: who knows", script => script.Send("552 5.3.4 Too big", Queued).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.EndOfData, SendState.InDoubt, RecipientState.InDoubt)),
        BehindLast("a chunk refused and no more said", script => script.Send("552 5.3.4 Too big").Close(),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.EndOfData, SendState.Refused, Rejected, transient: true)),
        BehindLast("the last chunk refused needs no RSET", script => script.Send("250 Ok", "554 5.6.0 No").Quit(), Refused(SmtpPhase.EndOfData, Rejected)),
        BehindLast("the connection lost between the last two replies", script => script.Send("250 Ok").Reset(),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.EndOfData, SendState.InDoubt, RecipientState.InDoubt, transient: true)),
        OneFlight("a flight: all recipients refused", ["550 5.1.1 No", "450 4.2.0 Later", "554 5.5.1 No valid recipients"], MailOk, script => script.Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Rejected, Deferred)) with { Reply = 450, IsRetryable = true },
        OneFlight("a flight: all recipients refused and the content taken", ["550 5.1.1 No", "550 5.1.1 No", Queued], MailOk, script => script.ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.EndOfData, SendState.Refused, Rejected)),
        OneFlight("a flight: MAIL refused", ["503 5.5.1 Need MAIL", "503 5.5.1 Need MAIL", "503 5.5.1 Need MAIL"], "451 4.3.0 Later", script => script.Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Mail, RecipientState.NotTried, RecipientState.NotTried) with { Error = nameof(SmtpReplyException), IsTransient = true }) with { Reply = 451, IsRetryable = true },
        OneFlight("a flight: MAIL refused and all else taken: who knows", [RcptOk, RcptOk, Queued], "451 4.3.0 Later", script => script.ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Recipient, SendState.InDoubt, RecipientState.InDoubt)),
        OneFlight("a flight: the content refused", [RcptOk, RcptOk, "554 5.6.0 No"], MailOk, script => script.Quit(), Refused(SmtpPhase.EndOfData, Rejected)));

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    [Fact]
    public void A_refusal_in_the_middle_of_a_large_chunk_ends_the_sending()
    {
        // More than the buffers of both sockets hold, so that the client can't have sent it all.
        const int Size = 16 * 1024 * 1024;
        new HostileRule(
            "large chunk",
            script => script.Hello("CHUNKING").Envelope().Expect($"BDAT {Size} LAST").ExpectBytes(1024).Send("552 5.3.4 Too big").Stall(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.Content, SendState.Refused, Rejected))
        {
            Content = () => MessageContent.FromOctets([.. Enumerable.Repeat((byte)'x', Size - 2), (byte)'\r', (byte)'\n']),
        }.Play(SendChunking.Whole);
    }

    [Fact]
    public void A_server_that_refuses_and_resets_while_the_client_writes_is_still_heard()
    {
        // Whether the client sees the reply between two writes or after a write that failed, it is the server's last word.
        using var reached = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.Hello().Envelope().Answer("DATA", GoAhead).WaitFor(reached).Send("554 5.7.1 Policy").Reset());
        using var session = new SmtpSession(SessionFixture.Options(server));
        session.Open();

        var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), new GatedContent(16 * 1024 * 1024), new SendOptions { Progress = _ => reached.Set() });

        Assert.True(result.State == SendState.Refused, result.Error?.ToString());
        Assert.Equal(554, result.Reply?.Code);
        Assert.All(result.Recipients, recipient => Assert.Equal(Rejected, recipient.State));
        Assert.Equal(SmtpSessionState.Broken, session.State);
        Assert.False(result.IsRetryable);
    }

    private static HostileRule EarlyReply(string name, string reply, Outcome expected, int? code)
    {
        var hold = new Hold();
        return new HostileRule(name, script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectBytes(Early / 2).Send(reply).Signal(hold.Released).Stall(), expected)
        {
            Content = () => new GatedContent(Early, Early, hold.Released),
            Hold = hold,
            Reply = code,
        };
    }

    private static HostileRule EarlyReplyToSmallContent(string name, string reply, Outcome expected)
    {
        var hold = new Hold();
        return new HostileRule(name, script => script.Hello().Envelope().Answer("DATA", GoAhead).Send(reply).Signal(hold.Released).ExpectClose(), expected)
        {
            Content = () => new GatedContent(GatedContent.LineLength, GatedContent.LineLength, hold.Released),
            Hold = hold,
        };
    }

    private static HostileRule InFlight(string name, Action<Script, ManualResetEventSlim> chunks, Outcome expected)
    {
        var hold = new Hold();
        return new HostileRule(name, script => chunks(script.Hello("PIPELINING", "CHUNKING").Expect(MailLine, RcptA, RcptB).Send(MailOk, RcptOk, RcptOk), hold.Released), expected)
        {
            Content = () => new GatedContent(Chunk + GatedContent.LineLength, Chunk, hold.Released),
            Hold = hold,
        };
    }

    private static HostileRule BehindLast(string name, Action<Script> replies, Outcome expected) => new(
        name,
        script => replies(script.Hello("PIPELINING", "CHUNKING").Expect(MailLine, RcptA, RcptB).Send(MailOk, RcptOk, RcptOk)
            .Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Expect($"BDAT {GatedContent.LineLength} LAST").ExpectBytes(GatedContent.LineLength)),
        expected) { Content = () => new GatedContent(Chunk + GatedContent.LineLength) };

    private static HostileRule OneFlight(string name, string[] replies, string toMail, Action<Script> rest, Outcome expected) => new(
        name, script => rest(script.Hello("PIPELINING", "CHUNKING").ChunkFlight().Send([toMail, .. replies])), expected);

    private static Script Chunks(Script script, params string[] replies)
    {
        foreach (var reply in replies)
        {
            _ = script.Expect($"BDAT {Chunk}").ExpectBytes(Chunk).Send(reply);
        }

        return script;
    }

    private static Outcome Refused(SmtpPhase phase, RecipientState each) =>
        Outcome.Decided(SendState.Refused, phase, each, each) with { Error = nameof(SmtpReplyException), IsTransient = each == Deferred };
}

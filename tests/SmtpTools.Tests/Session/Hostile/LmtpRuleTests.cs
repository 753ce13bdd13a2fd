using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>LMTP: a reply for each recipient after the content (RFC 2033 4.2), too few of them, and none.</summary>
public sealed class LmtpRuleTests
{
    private const RecipientState Accepted = RecipientState.Accepted;
    private const RecipientState Deferred = RecipientState.Deferred;
    private const RecipientState Rejected = RecipientState.Rejected;
    private const RecipientState InDoubt = RecipientState.InDoubt;

    private static readonly HostileRules s_rules = new(
        AfterContent("one taken, one refused", ["250 2.1.5 Saved", "550 5.2.2 Full"], script => script.Quit(), Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, Accepted, Rejected)) with { Reply = 250 },
        AfterContent("one refused for now, one taken", ["452 4.2.2 Full", "250 2.1.5 Saved"], script => script.Quit(), Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, Deferred, Accepted)) with { Reply = 250 },
        AfterContent("both refused", ["452 4.2.2 Full", "550 5.2.1 Off"], script => script.Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.EndOfData, Deferred, Rejected) with { Error = nameof(SmtpReplyException) }) with { IsRetryable = false },
        AfterContent("a reply too few: the rest is in doubt", ["250 2.1.5 Saved"], script => script.Close(),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.EndOfData, SendState.InDoubt, [Accepted, InDoubt], transient: true)),
        AfterContent("a refusal and a reply too few", ["550 5.2.1 Off"], script => script.Reset(),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.EndOfData, SendState.InDoubt, [Rejected, InDoubt], transient: true)),
        AfterContent("421 for the first: the rest is in doubt", ["421 4.3.2 Bye"], script => script.ExpectClose(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.EndOfData, SendState.InDoubt, [Deferred, InDoubt], transient: true)),
        AfterContent("421 for the last", ["250 2.1.5 Saved", "421 4.3.2 Bye"], script => script.ExpectClose(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.EndOfData, SendState.PartlySent, [Accepted, Deferred], transient: true)),
        AfterContent("garbage for the last", ["250 2.1.5 Saved", "Ok"], script => script.ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.EndOfData, SendState.InDoubt, [Accepted, InDoubt])),
        new(
            "a refused recipient gets no second reply",
            script => Lhlo(script).Answer(MailLine, MailOk).Answer(RcptA, "550 5.1.1 No").Answer(RcptB, RcptOk).Answer("DATA", GoAhead).ExpectData().Send("250 2.1.5 Saved").Quit(),
            Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, Rejected, Accepted)) { Configure = Lmtp },
        new(
            "all refused in a flight, and DATA for want of one",
            script => Lhlo(script, "PIPELINING").Flight().Send(MailOk, "550 5.1.1 No", "450 4.2.0 Later", "503 5.5.1 No valid recipients").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Rejected, Deferred)) { Configure = Lmtp },
        new(
            "354 though all were refused: how many replies would follow can't be told",
            script => Lhlo(script, "PIPELINING").Flight().Send(MailOk, "550 5.1.1 No", "550 5.1.1 No", GoAhead).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Data, SendState.Refused, Rejected)) { Configure = Lmtp },
        new(
            "a flight with BDAT has a reply for each recipient too",
            script => Lhlo(script, "PIPELINING", "CHUNKING").ChunkFlight().Send(MailOk, RcptOk, RcptOk, "550 5.2.1 Off", "250 2.1.5 Saved").Quit(),
            Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, Rejected, Accepted)) { Configure = Lmtp },
        new(
            "a flight with BDAT and no recipient has one refusal",
            script => Lhlo(script, "PIPELINING", "CHUNKING").ChunkFlight().Send(MailOk, "550 5.1.1 No", "550 5.1.1 No", "503 5.5.1 No valid recipients").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Rejected, Rejected)) { Configure = Lmtp },
        new(
            "LHLO refused gets no HELO",
            script => script.Send(Greeting).Answer("LHLO client.example", "500 5.5.1 This is SMTP").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, session: SmtpSessionState.Closed)) { Configure = Lmtp, Says = "This is SMTP" });

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    private static void Lmtp(SmtpSessionOptions options) => options.IsLmtp = true;

    private static Script Lhlo(Script script, params string[] keywords)
    {
        string[] lines = ["mx.example", .. keywords];
        return script.Send(Greeting).Answer("LHLO client.example", [.. lines.Select((line, index) => (index < lines.Length - 1 ? "250-" : "250 ") + line)]);
    }

    private static HostileRule AfterContent(string name, string[] replies, Action<Script> rest, Outcome expected) =>
        new(name, script => rest(Lhlo(script).Envelope().Answer("DATA", GoAhead).ExpectData().Send(replies)), expected) { Configure = Lmtp };
}

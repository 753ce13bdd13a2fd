using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Refusals within a transaction: who is refused, what is said of the message, and what state the session is left in.</summary>
public sealed class TransactionRuleTests
{
    private const RecipientState NotTried = RecipientState.NotTried;
    private const RecipientState Accepted = RecipientState.Accepted;
    private const RecipientState Deferred = RecipientState.Deferred;
    private const RecipientState Rejected = RecipientState.Rejected;

    private static readonly HostileRules s_rules = new(
        new("MAIL refused for now", script => script.Hello().Answer(MailLine, "452 4.3.1 Disk full").Answer("RSET", "250 Ok").Quit(),
            Refused(SmtpPhase.Mail, NotTried, NotTried, transient: true)) { Reply = 452, IsRetryable = true },
        new("MAIL refused for good", script => script.Hello().Answer(MailLine, "550 5.7.1 Not you").Answer("RSET", "250 Ok").Quit(),
            Refused(SmtpPhase.Mail, NotTried, NotTried)) { Reply = 550, IsRetryable = false },
        new(
            "MAIL refused in a flight, and the rest of it for want of MAIL",
            script => script.Hello("PIPELINING").Flight().Send("450 4.7.1 Later", "503 5.5.1 Need MAIL", "503 5.5.1 Need MAIL", "503 5.5.1 Need RCPT").Answer("RSET", "250 Ok").Quit(),
            Refused(SmtpPhase.Mail, NotTried, NotTried, transient: true)) { Reply = 450, IsRetryable = true },
        new(
            "a recipient taken though MAIL was refused",
            script => script.Hello("PIPELINING").Flight().Send("450 4.7.1 Later", RcptOk, RcptOk, GoAhead).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Recipient, SendState.NotSent, NotTried)) { Says = "out of step" },
        new(
            "one recipient refused",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, RcptOk).Answer(RcptB, "550 5.1.1 No such user").Answer("DATA", GoAhead).ExpectData().Send(Queued).Quit(),
            Outcome.Decided(SendState.PartlySent, SmtpPhase.EndOfData, Accepted, Rejected)) { Reply = 250, IsRetryable = false },
        new(
            "all recipients refused, one of them for now",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "451 4.7.1 Greylisted").Answer(RcptB, "550 5.1.1 No such user").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Deferred, Rejected)) { Reply = 550, IsRetryable = true },
        new(
            "all recipients refused for good",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "550 5.1.1 No").Answer(RcptB, "550 5.1.1 No").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Rejected, Rejected)) { IsRetryable = false },
        new(
            "all recipients refused in a flight, and DATA for want of one",
            script => script.Hello("PIPELINING").Flight().Send(MailOk, "451 4.7.1 Later", "451 4.7.1 Later", "554 5.5.1 No valid recipients").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Deferred, Deferred)) { Reply = 451, IsRetryable = true },
        new(
            "354 though all recipients were refused gets an empty end",
            script => script.Hello("PIPELINING").Flight().Send(MailOk, "550 5.1.1 No", "550 5.1.1 No", GoAhead).Expect(".").Send("554 5.5.1 No valid recipients").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, Rejected, Rejected)) { Reply = 550 },
        new(
            "354 though all recipients were refused, and the connection lost behind it",
            script => script.Hello("PIPELINING").Flight().Send(MailOk, "550 5.1.1 No", "550 5.1.1 No", GoAhead).Expect(".").Close(),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.EndOfData, SendState.Refused, Rejected, transient: true)) { Reply = 550 },
        new(
            "DATA refused for now",
            script => script.Hello().Envelope().Answer("DATA", "451 4.3.0 Later").Answer("RSET", "250 Ok").Quit(),
            Refused(SmtpPhase.Data, Deferred, Deferred, transient: true)) { Reply = 451, IsRetryable = true },
        new(
            "DATA refused for good in a flight",
            script => script.Hello("PIPELINING").Flight().Send(MailOk, RcptOk, RcptOk, "554 5.7.1 No").Answer("RSET", "250 Ok").Quit(),
            Refused(SmtpPhase.Data, Rejected, Rejected)) { Reply = 554, IsRetryable = false },
        new("250 to DATA is out of step", script => script.Hello().Envelope().Answer("DATA", "250 Ok").ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Data, SendState.NotSent, NotTried)) { Says = "out of step" },
        new("354 to MAIL is out of step", script => script.Hello().Answer(MailLine, GoAhead).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Mail, SendState.NotSent, NotTried)),
        new("354 to RCPT is out of step", script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, GoAhead).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.Recipient, SendState.NotSent, NotTried)),
        new("354 to the end leaves the message in doubt", script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Send(GoAhead).ExpectClose(),
            Outcome.SendFails<SmtpProtocolException>(SmtpPhase.EndOfData, SendState.InDoubt, RecipientState.InDoubt)) { IsRetryable = false },
        new("the end refused for now", script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Send("452 4.3.1 Full").Quit(),
            Refused(SmtpPhase.EndOfData, Deferred, Deferred, transient: true)) { Reply = 452, IsRetryable = true },
        new("the end refused for good", script => script.Hello().Envelope().Answer("DATA", GoAhead).ExpectData().Send("552 5.3.4 Too big").Quit(),
            Refused(SmtpPhase.EndOfData, Rejected, Rejected)) { Reply = 552, IsRetryable = false },
        new(
            "RSET refused ends the session and not what was said of the message",
            script => script.Hello().Answer(MailLine, "450 4.7.1 Later").Answer("RSET", "500 What?").ExpectClose(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.Reset, SendState.Refused, NotTried)) { Reply = 450 },
        new(
            "the connection lost at RSET",
            script => script.Hello().Answer(MailLine, MailOk).Answer(RcptA, "550 5.1.1 No").Answer(RcptB, "450 4.2.0 Later").Expect("RSET").Reset(),
            Outcome.SendFails<SmtpConnectionLostException>(SmtpPhase.Reset, SendState.Refused, [Rejected, Deferred], transient: true)) { Reply = 450 },
        new(
            "421 at RSET",
            script => script.Hello().Answer(MailLine, "550 5.7.1 Not you").Answer("RSET", "421 4.3.2 Bye").ExpectClose(),
            Outcome.SendFails<SmtpReplyException>(SmtpPhase.Reset, SendState.Refused, NotTried, transient: true)) { Reply = 550 },
        new(
            "all or nobody: one refused, and DATA was not sent with the recipients",
            script => script.Hello("PIPELINING", "CHUNKING").Expect(MailLine, RcptA, RcptB).Send(MailOk, RcptOk, "450 4.2.0 Later").Answer("RSET", "250 Ok").Quit(),
            Outcome.Decided(SendState.Refused, SmtpPhase.Recipient, NotTried, Deferred))
        {
            Options = new SendOptions { RequireAllRecipients = true },
            Reply = 450,
            IsRetryable = true,
        },
        new(
            "all or nobody: more recipients than the server takes at once",
            script => script.Hello("LIMITS RCPTMAX=1").Quit(),
            new Outcome { Error = nameof(SmtpRequirementException), Phase = SmtpPhase.Mail, Message = "NotSent", Recipients = "NotTried NotTried", Session = SmtpSessionState.Ready })
        {
            Options = new SendOptions { RequireAllRecipients = true },
            Says = "RCPTMAX",
        });

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    private static Outcome Refused(SmtpPhase phase, RecipientState a, RecipientState b, bool transient = false) =>
        Outcome.Decided(SendState.Refused, phase, a, b) with { Error = nameof(SmtpReplyException), IsTransient = transient };
}

using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Every way in which a reply can fail to come, at every step of every kind of dialogue.</summary>
public sealed class StepFaultTests
{
    private static readonly Dictionary<string, Step[]> s_dialogues = new()
    {
        ["plain"] =
        [
            new("greeting", SmtpPhase.Greeting, _ => { }, Greeting),
            new("EHLO", SmtpPhase.Hello, script => script.Expect("EHLO client.example"), "250 mx.example"),
            .. OneByOne(GoAhead),
        ],
        ["pipelined"] =
        [
            new("greeting", SmtpPhase.Greeting, _ => { }, Greeting),
            new("EHLO", SmtpPhase.Hello, script => script.Expect("EHLO client.example"), "250-mx.example\r\n250 PIPELINING"),
            new("MAIL", SmtpPhase.Mail, script => script.Flight(), MailOk),
            new("RCPT a", SmtpPhase.Recipient, _ => { }, RcptOk),
            new("RCPT b", SmtpPhase.Recipient, _ => { }, RcptOk),
            new("DATA", SmtpPhase.Data, _ => { }, GoAhead),
            new("end", SmtpPhase.EndOfData, script => script.ExpectData(), Queued),
        ],
        ["one flight"] =
        [
            new("greeting", SmtpPhase.Greeting, _ => { }, Greeting),
            new("EHLO", SmtpPhase.Hello, script => script.Expect("EHLO client.example"), "250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING"),
            new("MAIL", SmtpPhase.Mail, script => script.ChunkFlight(), MailOk),
            new("RCPT a", SmtpPhase.Recipient, _ => { }, RcptOk),
            new("RCPT b", SmtpPhase.Recipient, _ => { }, RcptOk),
            new("end", SmtpPhase.EndOfData, _ => { }, Queued),
        ],
        ["TLS"] =
        [
            new("greeting", SmtpPhase.Greeting, _ => { }, Greeting),
            new("EHLO", SmtpPhase.Hello, script => script.Expect("EHLO client.example"), "250-mx.example\r\n250 STARTTLS"),
            new("STARTTLS", SmtpPhase.StartTls, script => script.Expect("STARTTLS"), "220 Go") { After = script => script.StartTls(TestTls.Certificate) },
            new("EHLO under TLS", SmtpPhase.Hello, script => script.Expect("EHLO client.example"), "250 mx.example"),
            .. OneByOne(GoAhead),
        ],
    };

    private static readonly Fault[] s_faults =
    [
        new("421", script => script.Send("421 4.3.2 Going down").ExpectClose(), typeof(SmtpReplyException), IsTransient: true),
        new("close", script => script.Close(), typeof(SmtpConnectionLostException), IsTransient: true),
        new("reset", script => script.Reset(), typeof(SmtpConnectionLostException), IsTransient: true),
        new("half a line", script => script.SendRaw("250 2.1").Close(), typeof(SmtpConnectionLostException), IsTransient: true),
        new("half a reply", script => script.SendRaw("250-More to come\r\n").Close(), typeof(SmtpConnectionLostException), IsTransient: true),
        new("1xx", script => script.Send("150 Wait").ExpectClose(), typeof(SmtpProtocolException)),
        new("000", script => script.Send("000 Nothing").ExpectClose(), typeof(SmtpProtocolException)),
        new("999", script => script.Send("999 Much").ExpectClose(), typeof(SmtpProtocolException)),
        new("four digits", script => script.Send("2500 Ok").ExpectClose(), typeof(SmtpProtocolException)),
        new("no code", script => script.Send("Ok").ExpectClose(), typeof(SmtpProtocolException)),
        new("NUL", script => script.SendRaw("250 O\0k\r\n").ExpectClose(), typeof(SmtpProtocolException)),
    ];

    public static TheoryData<string, string, string, SendChunking> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, SendChunking>();
            foreach (var (dialogue, steps) in s_dialogues)
            {
                foreach (var step in steps.Where(step => dialogue is "plain" || step.Phase > SmtpPhase.Hello || step.Name == "EHLO under TLS"))
                {
                    foreach (var fault in s_faults)
                    {
                        rows.Add(dialogue, step.Name, fault.Name, SendChunking.Whole);
                        rows.Add(dialogue, step.Name, fault.Name, SendChunking.PerLine);
                        rows.Add(dialogue, step.Name, fault.Name, SendChunking.PerByte);
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_step_without_its_reply_ends_the_session_and_says_where_the_message_is(string dialogue, string stepName, string faultName, SendChunking chunking)
    {
        var steps = s_dialogues[dialogue];
        var step = steps.Single(each => each.Name == stepName);
        var fault = s_faults.Single(each => each.Name == faultName);
        new HostileRule(stepName, script => Script(script, steps, step, fault), Expected(dialogue, step, fault))
        {
            Security = dialogue == "TLS" ? TlsMode.StartTls : TlsMode.None,
            Configure = TestTls.Trust,
        }.Play(chunking);
    }

    private static Step[] OneByOne(string goAhead) =>
    [
        new("MAIL", SmtpPhase.Mail, script => script.Expect(MailLine), MailOk),
        new("RCPT a", SmtpPhase.Recipient, script => script.Expect(RcptA), RcptOk),
        new("RCPT b", SmtpPhase.Recipient, script => script.Expect(RcptB), RcptOk),
        new("DATA", SmtpPhase.Data, script => script.Expect("DATA"), goAhead),
        new("end", SmtpPhase.EndOfData, script => script.ExpectData(), Queued),
    ];

    private static void Script(Script script, Step[] steps, Step failing, Fault fault)
    {
        foreach (var step in steps)
        {
            step.Ask(script);
            if (step == failing)
            {
                fault.Play(script);
                return;
            }

            _ = script.Send(step.Reply);
            step.After?.Invoke(script);
        }
    }

    private static Outcome Expected(string dialogue, Step step, Fault fault)
    {
        // Before the message there is none; once its end may have arrived, only a reply tells that it was not taken.
        var (message, each) =
            step.Phase is SmtpPhase.Greeting or SmtpPhase.Hello or SmtpPhase.StartTls ? (null, default)
            : step.Phase == SmtpPhase.EndOfData && fault.Name == "421" ? (SendState.Refused, RecipientState.Deferred)
            : step.Phase == SmtpPhase.EndOfData || (dialogue == "one flight" && fault.Name != "421") ? (SendState.InDoubt, RecipientState.InDoubt)
            : ((SendState?)SendState.NotSent, RecipientState.NotTried);
        return new Outcome
        {
            Error = fault.Error.Name,
            Phase = step.Phase,
            IsTransient = fault.IsTransient,
            Message = message?.ToString() ?? "none sent",
            Recipients = message is null ? string.Empty : $"{each} {each}",
            Session = SmtpSessionState.Broken,
        };
    }

    /// <param name="Name">The step.</param>
    /// <param name="Phase">Its phase.</param>
    /// <param name="Ask">What the server expects before it replies.</param>
    /// <param name="Reply">The proper reply.</param>
    private sealed record Step(string Name, SmtpPhase Phase, Action<Script> Ask, string Reply)
    {
        public Action<Script>? After { get; init; }
    }

    private sealed record Fault(string Name, Action<Script> Play, Type Error, bool IsTransient = false);
}

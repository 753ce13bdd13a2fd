using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>EHLO that is refused or answered by something else, and the fallback to HELO (RFC 5321 3.2).</summary>
public sealed class HelloTests
{
    private static readonly Outcome s_sent = Outcome.Decided(SendState.Sent, SmtpPhase.EndOfData, RecipientState.Accepted, RecipientState.Accepted);

    private static readonly HostileRules s_rules = new(
        Fallback("500 Unrecognised"),
        Fallback("501 Syntax"),
        Fallback("502 Not implemented"),
        Fallback("504 Not implemented here"),
        Fallback("550 Not for you"),
        new("421 gets no HELO", script => script.Send(Greeting).Answer("EHLO *", "421 4.7.0 Your name does not resolve").ExpectClose(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, transient: true)) { Says = "does not resolve" },
        new("a 4xx gets no HELO", script => script.Send(Greeting).Answer("EHLO *", "451 4.3.0 Later").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, transient: true, SmtpSessionState.Closed)),
        new("another 5xx gets no HELO", script => script.Send(Greeting).Answer("EHLO *", "554 5.7.1 Go away").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, session: SmtpSessionState.Closed)) { Says = "Go away" },
        new("of two refusals the first one tells why", script => script.Send(Greeting).Answer("EHLO *", "550 5.7.1 Blocked").Answer("HELO *", "502 No").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, session: SmtpSessionState.Closed)) { Says = "Blocked" },
        new("421 to HELO ends the session", script => script.Send(Greeting).Answer("EHLO *", "502 No").Answer("HELO *", "421 4.3.2 Bye").ExpectClose(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, transient: true)) { Says = "Bye" },
        new("the end of the connection after EHLO was refused", script => script.Send(Greeting).Answer("EHLO *", "502 No").Expect("HELO *").Close(),
            Outcome.OpenFails<SmtpConnectionLostException>(SmtpPhase.Hello, transient: true)),
        new("220 to EHLO is out of step", script => script.Send(Greeting).Answer("EHLO *", "220 mx.example ESMTP").ExpectClose(),
            Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)),
        new("354 to EHLO is out of step", script => script.Send(Greeting).Answer("EHLO *", "354 Go ahead").ExpectClose(),
            Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)),
        new("354 to HELO is out of step", script => script.Send(Greeting).Answer("EHLO *", "502 No").Answer("HELO *", "354 Go ahead").ExpectClose(),
            Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)),
        new("endless keywords are not read to their end", script => script.Send(Greeting).Expect("EHLO *").SendEndless("250-XKEYWORD\r\n"),
            Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)) { InBytes = false },
        new("NUL in a keyword", script => script.Send(Greeting).Expect("EHLO *").SendRaw("250-mx\r\n250 SI\0ZE\r\n").ExpectClose(),
            Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Hello)),
        new("keywords are whole words", script => script.Hello("XSTARTTLS", "STARTTLSX", "XSECURITY=NONE,STARTTLS", "NOPIPELINING").Message().Quit(), s_sent)
        {
            Security = TlsMode.StartTlsWhenAvailable,
            Also = (session, _) => Assert.Null(session.Tls),
        },
        new("the greeting's teaser is waited out", script => script.Send("220-mx.example ESMTP").Send("220 Now").Ehlo().Message().Quit(), s_sent));

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    private static HostileRule Fallback(string reply) => new(
        $"{reply.Split(' ')[0]} to EHLO gets HELO", script => script.Send(Greeting).Answer("EHLO *", reply).Answer("HELO client.example", "250 mx.example").Message().Quit(), s_sent)
    {
        Also = (session, result) =>
        {
            Assert.True(session.UsedHelo);
            Assert.Empty(session.Extensions.All);
            Assert.Contains("HELO", Assert.Single(result!.Notes), StringComparison.Ordinal);
        },
    };
}

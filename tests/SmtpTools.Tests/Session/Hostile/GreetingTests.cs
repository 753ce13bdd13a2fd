using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>What comes in place of a greeting, and what follows a bad one.</summary>
public sealed class GreetingTests
{
    private static readonly Outcome s_noSmtp = Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.Greeting);

    private static readonly HostileRules s_rules = new(
        new("421 is not answered by QUIT", script => script.Send("421 4.3.2 Too busy").ExpectClose(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Greeting, transient: true)) { Says = "Too busy" },
        new("554 means no service and gets QUIT", script => script.Send("554 5.7.1 No service").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Greeting, session: SmtpSessionState.Closed)) { Says = "No service" },
        new("450 is a refusal for now", script => script.Send("450 4.7.1 Try later").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Greeting, transient: true, SmtpSessionState.Closed)),
        new("the last line's code counts and the whole reply is kept", script => script.Send("220-mx.example ESMTP", "521 5.7.1 Client is blocked").Close(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Greeting, session: SmtpSessionState.Closed))
        {
            Says = "Client is blocked",
            Also = (session, _) => Assert.Equal(ReplyAnomalies.MixedCodes, session.Greeting!.Anomalies),
        },
        new("another 2xx is no greeting", script => script.Send("250 Hello").ExpectClose(), s_noSmtp),
        new("a 3xx is no greeting", script => script.Send("354 Go ahead").ExpectClose(), s_noSmtp),
        new("POP3 is named", script => script.Send("+OK POP3 ready <1@mx>").ExpectClose(), s_noSmtp) { Says = "POP3" },
        new("a POP3 error is named", script => script.Send("-ERR busy").ExpectClose(), s_noSmtp) { Says = "POP3" },
        new("IMAP is named", script => script.Send("* OK IMAP4rev1 ready").ExpectClose(), s_noSmtp) { Says = "IMAP" },
        new("HTTP is named", script => script.Send("HTTP/1.1 400 Bad Request").ExpectClose(), s_noSmtp) { Says = "HTTP" },
        new("a web page is named", script => script.Send("<html>").ExpectClose(), s_noSmtp) { Says = "HTTP" },
        new("SSH is named", script => script.Send("SSH-2.0-OpenSSH_9.2p1").ExpectClose(), s_noSmtp) { Says = "SSH" },
        new("a TLS alert is named", script => script.SendRaw("\x15\x03\x03\x00\x02\x02\x0A").ExpectClose(), s_noSmtp) { Says = "implicit TLS" },
        new("an empty line is no reply", script => script.SendRaw("\r\n").ExpectClose(), s_noSmtp),
        new("two digits are no code", script => script.Send("22 mx").ExpectClose(), s_noSmtp),
        new("spaces before the code are no reply", script => script.Send(" 220 mx").ExpectClose(), s_noSmtp),
        new("endless lines are not read to their end", script => script.SendEndless("220-Welcome\r\n"), s_noSmtp) { Says = "lines", InBytes = false },
        new("an endless line is not read to its end", script => script.SendRaw("220 ").SendEndless(new string('x', 1000)), s_noSmtp) { Says = "longer than", InBytes = false },
        new("words before the end of the connection are told", script => script.SendRaw("220 mx.exa").Close(),
            Outcome.OpenFails<SmtpConnectionLostException>(SmtpPhase.Greeting, transient: true)) { Says = "220 mx.exa" });

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);
}

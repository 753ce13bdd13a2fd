using System.Net;
using System.Text;

namespace SmtpTools.Tests.Capture;

public class ListenerExtensionTests
{
    /// <summary>Extension, keyword, then a command that needs it and the code that the command gets with and without.</summary>
    public static TheoryData<SmtpListenerExtensions, string, string, int, int> Commands => new()
    {
        { SmtpListenerExtensions.Size, "SIZE", "MAIL FROM:<a@b.example> SIZE=1", 250, 555 },
        { SmtpListenerExtensions.EightBitMime, "8BITMIME", "MAIL FROM:<a@b.example> BODY=8BITMIME", 250, 555 },
        { SmtpListenerExtensions.SmtpUtf8, "SMTPUTF8", "MAIL FROM:<a@b.example> SMTPUTF8", 250, 555 },
        { SmtpListenerExtensions.Dsn, "DSN", "MAIL FROM:<a@b.example> RET=FULL", 250, 555 },
        { SmtpListenerExtensions.BinaryMime, "BINARYMIME", "MAIL FROM:<a@b.example> BODY=BINARYMIME", 250, 555 },
        { SmtpListenerExtensions.Chunking, "CHUNKING", "BDAT 0", 503, 502 },
        { SmtpListenerExtensions.StartTls, "STARTTLS", "STARTTLS", 220, 502 },
        { SmtpListenerExtensions.Auth, "AUTH", "AUTH PLAIN =", 535, 502 },
        { SmtpListenerExtensions.DeliverBy, "DELIVERBY", "MAIL FROM:<a@b.example> BY=120;R", 250, 555 },
        { SmtpListenerExtensions.FutureRelease, "FUTURERELEASE", "MAIL FROM:<a@b.example> HOLDFOR=60", 250, 555 },
        { SmtpListenerExtensions.MtPriority, "MT-PRIORITY", "MAIL FROM:<a@b.example> MT-PRIORITY=-3", 250, 555 },
        { SmtpListenerExtensions.XClient, "XCLIENT", "XCLIENT NAME=a.example", 220, 502 },
        { SmtpListenerExtensions.XForward, "XFORWARD", "XFORWARD NAME=a.example", 250, 502 },
        { SmtpListenerExtensions.Vrfy, "VRFY", "VRFY a", 252, 502 },
        { SmtpListenerExtensions.Expn, "EXPN", "EXPN a", 252, 502 },
        { SmtpListenerExtensions.Help, "HELP", "HELP", 214, 502 },
        { SmtpListenerExtensions.Etrn, "ETRN", "ETRN a.example", 250, 502 },
    };

    public static TheoryData<string, int> MailParameters => new()
    {
        { "SIZE=0", 250 }, { "SIZE=67108864", 250 }, { "SIZE=67108865", 552 }, { "SIZE=99999999999999999999", 552 }, { "SIZE=1e3", 501 }, { "SIZE=-1", 501 }, { "SIZE", 501 },
        { "BODY=7bit", 250 }, { "BODY=8BITMIME", 250 }, { "BODY=BINARYMIME", 250 }, { "BODY=9BIT", 501 }, { "BODY", 501 },
        { "SMTPUTF8", 250 }, { "SMTPUTF8=yes", 501 },
        { "RET=FULL", 250 }, { "RET=hdrs", 250 }, { "RET=ALL", 501 },
        { "ENVID=a+2Bb", 250 }, { "ENVID=a+2bb", 501 }, { "ENVID=a+b", 501 }, { "ENVID", 501 },
        { "BY=0;N", 250 }, { "BY=-5;NT", 250 }, { "BY=+5;r", 250 }, { "BY=0;R", 501 }, { "BY=-1;R", 501 }, { "BY=5", 501 }, { "BY=5;X", 501 }, { "BY=9999999999;N", 501 },
        { "HOLDFOR=1", 250 }, { "HOLDUNTIL=2030-01-01T00:00:00Z", 250 }, { "HOLDUNTIL=tomorrow", 501 }, { "HOLDFOR=1 HOLDUNTIL=2030-01-01T00:00:00Z", 501 }, { "HOLDFOR=", 501 },
        { "MT-PRIORITY=9", 250 }, { "MT-PRIORITY=-9", 250 }, { "MT-PRIORITY=0", 250 }, { "MT-PRIORITY=10", 501 }, { "MT-PRIORITY=+1", 501 }, { "MT-PRIORITY=-0", 501 },
        { "REQUIRETLS", 555 }, { "AUTH=<>", 555 }, { "XFOO=1", 555 }, { "NOTIFY=NEVER", 555 },
    };

    public static TheoryData<string, int> RecipientParameters => new()
    {
        { "NOTIFY=NEVER", 250 }, { "NOTIFY=success,DELAY,Failure", 250 }, { "NOTIFY=NEVER,SUCCESS", 501 }, { "NOTIFY=SUCCESS,SUCCESS", 501 }, { "NOTIFY=", 501 }, { "NOTIFY=ALL", 501 },
        { "ORCPT=rfc822;a+2Bb@c.example", 250 }, { "ORCPT=a@c.example", 501 }, { "ORCPT=;a", 501 }, { "ORCPT=rfc822;a+b", 501 }, { "ORCPT=utf-8;grå@c.example", 250 },
        { "RRVS=2014-04-03T23:01:00Z", 250 }, { "RRVS=2014-04-03T23:01:00Z;C", 250 }, { "RRVS=2014-04-03T23:01:00Z;X", 501 }, { "RRVS=then", 501 },
        { "SIZE=1", 555 },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_extension_can_be_turned_off(SmtpListenerExtensions extension, string keyword, string command, int with, int without)
    {
        using var on = Start(SmtpListenerExtensions.All);
        Assert.Contains(keyword, KeywordsOf(on.Say("EHLO client.example")));
        on.Say(with, command);

        using var off = Start(SmtpListenerExtensions.All & ~extension);
        Assert.DoesNotContain(keyword, KeywordsOf(off.Say("EHLO client.example")));
        off.Say(without, command);
    }

    [Fact]
    public void With_none_only_the_name_is_left()
    {
        using var dialogue = Start(SmtpListenerExtensions.None);
        Assert.Equal("250 localhost", dialogue.Say("EHLO client.example"));
        Assert.Null(dialogue.Listener.Certificate);
        Assert.Equal("250 Ok", dialogue.Say("MAIL FROM:<a@b.example>"));
        Assert.Equal("250 Ok", dialogue.Say("RCPT TO:<a@b.example>"));
        Assert.Equal("250 Ok: queued as 1", dialogue.SendData("x\r\n"));
    }

    [Fact]
    public void BINARYMIME_does_not_stand_without_CHUNKING()
    {
        using var dialogue = Start(SmtpListenerExtensions.All & ~SmtpListenerExtensions.Chunking);
        Assert.DoesNotContain("BINARYMIME", dialogue.Say("EHLO client.example"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MailParameters))]
    public void Parameters_of_Mail_are_checked(string parameters, int code)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Say(code, $"MAIL FROM:<a@b.example> {parameters}");
    }

    [Theory]
    [MemberData(nameof(RecipientParameters))]
    public void Parameters_of_Rcpt_are_checked(string parameters, int code)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Say(250, "MAIL FROM:<a@b.example> SMTPUTF8");
        dialogue.Client.Send(Encoding.UTF8.GetBytes($"RCPT TO:<a@b.example> {parameters}\r\n"));
        Assert.StartsWith($"{code} ", dialogue.Reply(), StringComparison.Ordinal);
    }

    [Fact]
    public void REQUIRETLS_and_AUTH_are_taken_within_TLS()
    {
        using var dialogue = new ListenerDialogue(static options => options.Credentials.Add(new NetworkCredential("user", "secret")));
        dialogue.Hello().StartTls();
        dialogue.Hello().Begin("MAIL FROM:<a@b.example> REQUIRETLS AUTH=a+3Db");
        dialogue.SendData("x\r\n");
        var parameters = dialogue.Receive().MailParameters;
        Assert.Equal(("", "a+3Db"), (parameters["REQUIRETLS"], parameters["AUTH"]));
    }

    [Fact]
    public void Addresses_beyond_ASCII_need_SMTPUTF8()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send(Encoding.UTF8.GetBytes("MAIL FROM:<grå@sender.example>\r\n"));
        Assert.StartsWith("553 5.6.7", dialogue.Reply(), StringComparison.Ordinal);
        dialogue.Say(250, "MAIL FROM:<a@sender.example>");
        dialogue.Client.Send(Encoding.UTF8.GetBytes("RCPT TO:<grå@rcpt.example>\r\n"));
        Assert.StartsWith("553 5.6.7", dialogue.Reply(), StringComparison.Ordinal);
        dialogue.Say(250, "RSET");
        dialogue.Client.Send(Encoding.UTF8.GetBytes("MAIL FROM:<grå@sender.example> SMTPUTF8\r\nRCPT TO:<bø@rcpt.example>\r\n"));
        Assert.Equal(["250 2.1.0 Ok", "250 2.1.5 Ok"], [dialogue.Reply(), dialogue.Reply()]);
        dialogue.SendData("x\r\n");
        var message = dialogue.Receive();
        Assert.Equal(("grå@sender.example", "bø@rcpt.example", "UTF8SMTP"), (message.ReversePath, message.Recipients[0].Address, message.Protocol));
    }

    [Fact]
    public void Without_8BITMIME_content_beyond_ASCII_is_refused()
    {
        using var dialogue = Start(SmtpListenerExtensions.All & ~SmtpListenerExtensions.EightBitMime);
        dialogue.Hello().Begin();
        Assert.StartsWith("554 5.6.1", dialogue.SendData("gr\u00E5\r\n"), StringComparison.Ordinal);
        dialogue.Begin();
        Assert.StartsWith("250 ", dialogue.SendData("gra\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_PIPELINING_a_client_that_does_not_wait_is_ended()
    {
        using var dialogue = Start(SmtpListenerExtensions.All & ~SmtpListenerExtensions.Pipelining);
        dialogue.Hello();
        dialogue.Client.Send("MAIL FROM:<a@b.example>\r\nRCPT TO:<a@b.example>\r\n");
        Assert.StartsWith("250 2.1.0 Ok\r\n503 5.5.1 Commands were sent without waiting", dialogue.Client.ReadToEnd(), StringComparison.Ordinal);
        dialogue.Incident(ListenerIncidentKind.ProtocolViolation);
    }

    [Fact]
    public void XCLIENT_begins_the_session_anew_as_another_client()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        Assert.Equal("220 localhost ESMTP SmtpTools", dialogue.Say("XCLIENT ADDR=192.0.2.7 PORT=99 LOGIN=someone+2B NAME=[UNAVAILABLE]"));
        dialogue.Say(503, "MAIL FROM:<a@b.example>").Say(501, "XCLIENT FOO=1", "XCLIENT ADDR").Hello().Say(250, "XFORWARD SOURCE=LOCAL IDENT=q+2D1").Begin();
        dialogue.SendData("x\r\n");
        var message = dialogue.Receive();
        Assert.Equal(("192.0.2.7:99", "someone+", "XCLIENT"), (message.Client, message.AuthIdentity, message.AuthMechanism));
        Assert.Equal(("LOCAL", "q-1"), (message.Forwarded["SOURCE"], message.Forwarded["IDENT"]));
    }

    private static ListenerDialogue Start(SmtpListenerExtensions extensions) => new(options =>
    {
        options.Extensions = extensions;
        options.AllowUnprotectedAuth = true;
        options.Credentials.Add(new NetworkCredential("user", "secret"));
    });

    private static IEnumerable<string> KeywordsOf(string reply) => reply.Split('\n').Skip(1).Select(static line => line[4..].Split(' ')[0]);
}

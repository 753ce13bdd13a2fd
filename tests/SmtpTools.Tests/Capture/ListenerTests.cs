using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Capture;

public class ListenerTests
{
    [Fact]
    public void A_message_is_kept_with_its_envelope()
    {
        using var dialogue = new ListenerDialogue();
        Assert.Equal("220 localhost ESMTP SmtpTools", dialogue.Greeting);
        dialogue.Hello();
        Assert.Equal("250 2.1.0 Ok", dialogue.Say("MAIL FROM:<a@sender.example> SIZE=17 BODY=8BITMIME RET=HDRS ENVID=x+2By"));
        Assert.Equal("250 2.1.5 Ok", dialogue.Say("RCPT TO:<b@rcpt.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c+2Bd@rcpt.example"));
        dialogue.Say(250, "RCPT TO:<Postmaster>");
        Assert.Equal("250 2.0.0 Ok: queued as 1", dialogue.SendData("a: b\r\n\r\n..x\r\n"));
        Assert.Equal("221 2.0.0 Bye", dialogue.Say("QUIT"));
        Assert.Equal("", dialogue.Client.ReadToEnd());

        var message = dialogue.Receive();
        Assert.Equal("a: b\r\n\r\n.x\r\n", Encoding.ASCII.GetString(message.Raw!));
        Assert.Equal(12, message.Size);
        Assert.Equal(1, message.Number);
        Assert.Equal("a@sender.example", message.ReversePath);
        Assert.Equal("8BITMIME", message.MailParameters["BODY"]);
        Assert.Equal(17, message.DeclaredSize);
        Assert.Equal("x+y", message.EnvelopeId);
        Assert.Equal(["b@rcpt.example", "Postmaster"], message.Recipients.Select(static recipient => recipient.Address));
        Assert.Equal("SUCCESS,FAILURE", message.Recipients[0].Notify);
        Assert.Equal("rfc822;c+d@rcpt.example", message.Recipients[0].OriginalRecipient);
        Assert.Null(message.Recipients[1].Notify);
        Assert.Equal(("client.example", "ESMTP", 0), (message.HelloName, message.Protocol, message.Chunks));
        Assert.Null(message.Tls);
        Assert.Null(message.AuthIdentity);
        Assert.Matches(@"^127\.0\.0\.1:\d+$", message.Client);
        Assert.Empty(dialogue.Listener.Incidents);
        Assert.Equal((1L, 12L, 0), (dialogue.Listener.MessageCount, dialogue.Listener.OctetCount, dialogue.Listener.WaitingMessages));
    }

    [Fact]
    public void Everything_is_offered_unless_turned_off()
    {
        using var dialogue = new ListenerDialogue(static options =>
        {
            options.MaxMessageSize = 1000;
            options.MaxRecipients = 5;
            options.MaxTransactions = 6;
            options.MaxRecipientDomains = 7;
            options.Credentials.Add(new NetworkCredential("user", "secret"));
        });
        var lines = dialogue.Say("EHLO client.example").Split('\n');
        Assert.Equal("250-localhost", lines[0]);
        Assert.Equal(
            [
                "PIPELINING", "SIZE 1000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN", "CHUNKING", "BINARYMIME", "STARTTLS", "DELIVERBY",
                "FUTURERELEASE", "MT-PRIORITY", "RRVS", "LIMITS RCPTMAX=5 MAILMAX=6 RCPTDOMAINMAX=7", "VRFY", "EXPN", "ETRN", "HELP", "XCLIENT", "XFORWARD",
            ],
            lines.Skip(1).Select(static line => line.Contains("SIZE", StringComparison.Ordinal) || line.Contains("LIMITS", StringComparison.Ordinal) ? line[4..] : line[4..].Split(' ')[0]));

        dialogue.StartTls();
        var within = dialogue.Say("EHLO client.example");
        Assert.DoesNotContain("STARTTLS", within, StringComparison.Ordinal);
        Assert.Contains("AUTH SCRAM", within, StringComparison.Ordinal);
        Assert.Contains("REQUIRETLS", within, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_out_of_order_are_refused_and_the_session_goes_on()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Say(503, "MAIL FROM:<a@sender.example>", "RCPT TO:<b@rcpt.example>", "DATA")
            .Say(500, "LHLO client.example", "XFOO", "")
            .Say(501, "EHLO", "EHLO under_score.example", "EHLO a b")
            .Hello()
            .Say(503, "DATA")
            .Say(250, "MAIL FROM:<>")
            .Say(503, "MAIL FROM:<a@sender.example>")
            .Say(554, "DATA")
            .Say(250, "RSET")
            .Say(503, "RCPT TO:<b@rcpt.example>")
            .Say(501, "RSET now", "QUIT now", "STARTTLS now")
            .Begin()
            .Say(501, "DATA now")
            .Say(250, "EHLO client.example")
            .Say(503, "RCPT TO:<b@rcpt.example>")
            .Say(250, "NOOP anything")
            .Say(252, "VRFY someone", "EXPN list")
            .Say(501, "VRFY")
            .Say(250, "ETRN @sender.example")
            .Say(214, "HELP")
            .Begin();
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Helo_offers_no_extension()
    {
        using var dialogue = new ListenerDialogue();
        Assert.Equal("250 localhost", dialogue.Say("HELO client.example"));
        dialogue.Say(555, "MAIL FROM:<a@sender.example> SIZE=1").Say(503, "STARTTLS").Begin();
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        Assert.Equal("SMTP", dialogue.Receive().Protocol);
    }

    [Fact]
    public void Pipelined_commands_are_answered_in_order_by_one_write()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send("MAIL FROM:<a@sender.example>\r\nRCPT TO:<b@rcpt.example>\r\nRCPT TO:<c>\r\nRCPT TO:<d@rcpt.example>\r\nDATA\r\n");
        Assert.Equal(
            "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n553 5.1.3 Not a mail address: it has no local part, no @ or no domain (RFC 5321 4.1.2)\r\n250 2.1.5 Ok\r\n354 End the content with <CR><LF>.<CR><LF>\r\n",
            Encoding.ASCII.GetString(dialogue.Client.ReadSome()));

        // The end of one content and the group of the next message in one write (RFC 2920 3.1).
        dialogue.Client.Send("one\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<e@rcpt.example>\r\nDATA\r\n");
        Assert.Equal(["250", "250", "250", "354"], Enumerable.Range(0, 4).Select(_ => dialogue.Reply()[..3]));
        dialogue.Client.Send("two\r\n.\r\nQUIT\r\n");
        Assert.Equal(["250", "221"], Enumerable.Range(0, 2).Select(_ => dialogue.Reply()[..3]));
        Assert.Equal([2, 1], new[] { dialogue.Receive(), dialogue.Receive() }.Select(static message => message.Recipients.Count));
    }

    [Fact]
    public void Commands_that_come_byte_by_byte_are_the_same_commands()
    {
        using var dialogue = new ListenerDialogue();
        foreach (var line in new[] { "EHLO client.example", "MAIL FROM:<a@sender.example>", "RCPT TO:<b@rcpt.example>" })
        {
            foreach (var character in line + "\r\n")
            {
                dialogue.Client.Send(character.ToString());
            }

            Assert.StartsWith("250", dialogue.Reply(), StringComparison.Ordinal);
        }

        dialogue.Say(354, "DATA");
        foreach (var character in "..a\r\n.\r\n")
        {
            dialogue.Client.Send(character.ToString());
        }

        Assert.StartsWith("250", dialogue.Reply(), StringComparison.Ordinal);
        Assert.Equal(".a\r\n"u8, dialogue.Receive().Raw!);
    }

    [Fact]
    public void A_large_message_is_kept_whole()
    {
        var random = new Random(1);
        var content = string.Concat(Enumerable.Range(0, 30_000).Select(_ => new string((char)('!' + random.Next(90)), random.Next(0, 120)) + "\r\n"));
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin();
        var stuffed = string.Concat(content.Split("\r\n").SkipLast(1).Select(static line => (line.StartsWith('.') ? "." : "") + line + "\r\n"));
        Assert.StartsWith("250", dialogue.SendData(stuffed), StringComparison.Ordinal);
        Assert.Equal(content, Encoding.Latin1.GetString(dialogue.Receive().Raw!));
    }

    [Fact]
    public void Mode_Envelope_keeps_no_content_and_Count_no_message()
    {
        using var envelope = new ListenerDialogue(static options => options.Mode = CaptureMode.Envelope);
        envelope.Hello().Begin();
        envelope.SendData("abc\r\n");
        var message = envelope.Receive();
        Assert.Equal((null, 5L), (message.Raw, message.Size));

        using var count = new ListenerDialogue(static options => options.Mode = CaptureMode.Count);
        count.Hello().Begin();
        Assert.Equal("250 2.0.0 Ok: queued as 1", count.SendData("abc\r\n"));
        Assert.Equal((1L, 5L, 0), (count.Listener.MessageCount, count.Listener.OctetCount, count.Listener.WaitingMessages));
    }

    [Theory]
    [InlineData(CaptureMode.Full)]
    [InlineData(CaptureMode.Envelope)]
    public void An_output_folder_gets_a_file_for_each_message(CaptureMode mode)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            using var dialogue = new ListenerDialogue(options => (options.OutputPath, options.Mode) = (Path.Combine(folder.FullName, "made"), mode));
            dialogue.Hello().Begin();
            dialogue.SendData("one\r\n");
            dialogue.Begin().Say(250, "BDAT 0");
            dialogue.Client.Send("BDAT 3 LAST\r\ntwo");
            dialogue.Reply();
            var paths = new[] { dialogue.Receive(), dialogue.Receive() }.Select(static message => message.Path!).ToArray();
            Assert.Equal(["one\r\n", "two"], paths.Select(File.ReadAllText));
            Assert.Equal(paths.Order(), Directory.GetFiles(Path.Combine(folder.FullName, "made")).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_message_that_can_not_be_written_is_not_accepted()
    {
        var folder = Directory.CreateTempSubdirectory();
        using var dialogue = new ListenerDialogue(options => options.OutputPath = folder.FullName);
        folder.Delete(recursive: true);
        dialogue.Hello().Begin();
        Assert.StartsWith("451 4.3.0", dialogue.SendData("one\r\n"), StringComparison.Ordinal);
        Assert.Equal(0, dialogue.Listener.MessageCount);
        dialogue.Incident(ListenerIncidentKind.WriteFailed);
    }

    [Fact]
    public void It_listens_on_IPv6_too()
    {
        using var listener = new SmtpListener(new SmtpListenerOptions { Address = IPAddress.IPv6Loopback });
        listener.Start();
        using var client = new RawClient(listener.Endpoint);
        Assert.Equal("220 localhost ESMTP SmtpTools", client.ReadLine());
        Assert.Equal("::1", listener.Address);
    }

    [Fact]
    public void A_port_in_use_is_told()
    {
        using var first = new SmtpListener();
        first.Start();
        using var second = new SmtpListener(new SmtpListenerOptions { Port = first.Port });
        Assert.Contains(first.Endpoint.ToString(), Assert.Throws<SmtpListenerException>(second.Start).Message, StringComparison.Ordinal);
        Assert.False(second.IsListening);
        Assert.Throws<InvalidOperationException>(first.Start);
    }

    [Fact]
    public void Stop_answers_421_ends_every_session_and_keeps_the_messages()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin();
        dialogue.SendData("x\r\n");
        dialogue.Listener.Stop();
        Assert.Equal("421 4.3.2 localhost is stopping\r\n", dialogue.Client.ReadToEnd());
        Assert.False(dialogue.Listener.IsListening);
        Assert.Equal(0, dialogue.Listener.OpenConnections);
        Assert.Throws<SocketException>(() => new RawClient(dialogue.Listener.Endpoint));
        Assert.NotNull(dialogue.Listener.Receive(TimeSpan.Zero));
        Assert.Null(dialogue.Listener.Receive(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void Stop_ends_a_session_that_plays_a_delay()
    {
        using var dialogue = new ListenerDialogue(static options => options.Rules.Add(new SmtpListenerRule { Command = "NOOP", Delay = TimeSpan.FromHours(1) }));
        dialogue.Client.Send("NOOP\r\n");
        dialogue.Listener.Stop();
        Assert.StartsWith("421 4.3.2", dialogue.Client.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_leaves_in_a_transaction_is_noted()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin();
        dialogue.Client.Dispose();
        Assert.Contains("middle of a transaction", dialogue.Incident(ListenerIncidentKind.ConnectionLost).Detail, StringComparison.Ordinal);
    }
}

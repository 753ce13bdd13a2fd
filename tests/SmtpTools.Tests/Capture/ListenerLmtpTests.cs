namespace SmtpTools.Tests.Capture;

public class ListenerLmtpTests
{
    [Fact]
    public void Lmtp_says_Lhlo_and_answers_for_each_recipient()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "CONTENT", Match = "full@*", Reply = "452 4.2.2 Mailbox full" });
        Assert.Equal("220 localhost LMTP SmtpTools", dialogue.Greeting);
        dialogue.Say(500, "EHLO client.example", "HELO client.example").Say(503, "MAIL FROM:<>").Say(250, "LHLO client.example");
        dialogue.Begin().Say(250, "RCPT TO:<full@rcpt.example>").Say(553, "RCPT TO:<none>").Say(250, "RCPT TO:<c@rcpt.example>");
        Assert.Equal("250 2.0.0 Ok: queued as 1", dialogue.SendData("x\r\n"));
        Assert.Equal("452 4.2.2 Mailbox full", dialogue.Reply());
        Assert.Equal("250 2.0.0 Ok: queued as 1", dialogue.Reply());
        dialogue.Say(221, "QUIT");
        var message = dialogue.Receive();
        Assert.Equal(["b@rcpt.example", "c@rcpt.example"], message.Recipients.Select(static recipient => recipient.Address));
        Assert.Equal("LMTP", message.Protocol);
    }

    [Fact]
    public void The_last_chunk_is_answered_for_each_recipient_and_the_others_once()
    {
        using var dialogue = Start();
        dialogue.Say(250, "LHLO client.example").Begin().Say(250, "RCPT TO:<c@rcpt.example>");
        dialogue.Client.Send("BDAT 1\r\nxBDAT 1 LAST\r\nyQUIT\r\n");
        Assert.Equal(["250", "250", "250", "221"], Enumerable.Range(0, 4).Select(_ => dialogue.Reply()[..3]));
    }

    [Fact]
    public void A_refusal_of_the_whole_content_is_said_for_each_recipient()
    {
        using var dialogue = Start();
        dialogue.Say(250, "LHLO client.example").Begin().Say(250, "RCPT TO:<c@rcpt.example>");
        Assert.StartsWith("552 ", dialogue.SendData(new string('x', 200) + "\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("552 ", dialogue.Reply(), StringComparison.Ordinal);
        dialogue.Begin().Say(250, "RCPT TO:<c@rcpt.example>");
        dialogue.Client.Send("BDAT 200 LAST\r\n" + new string('x', 200));
        Assert.Equal(["552", "552"], Enumerable.Range(0, 2).Select(_ => dialogue.Reply()[..3]));
        dialogue.Say(250, "RSET");
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void Content_that_all_recipients_refuse_is_not_kept()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "CONTENT", Reply = "550 5.7.1 No" });
        dialogue.Say(250, "LHLO client.example").Begin().Say(250, "RCPT TO:<c@rcpt.example>");
        Assert.Equal(["550 5.7.1 No", "550 5.7.1 No"], [dialogue.SendData("x\r\n"), dialogue.Reply()]);
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    private static ListenerDialogue Start(params SmtpListenerRule[] rules) => new(options =>
    {
        options.Lmtp = true;
        options.MaxMessageSize = 100;
        foreach (var rule in rules)
        {
            options.Rules.Add(rule);
        }
    });
}

using System.Diagnostics;
using System.Net;
using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Capture;

public class ListenerRuleTests
{
    [Fact]
    public void An_address_can_be_refused_and_the_others_stay()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "RCPT", Match = "*@full.example", Reply = "452 4.2.2 Mailbox full" });
        dialogue.Hello().Begin();
        Assert.Equal("452 4.2.2 Mailbox full", dialogue.Say("RCPT TO:<c@FULL.example>"));
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        Assert.Equal("b@rcpt.example", Assert.Single(dialogue.Receive().Recipients).Address);
    }

    [Fact]
    public void A_positive_reply_is_given_and_the_command_carried_out()
    {
        using var dialogue = Start(
            new SmtpListenerRule { Command = "RCPT", Reply = "251 2.1.5 Will forward" },
            new SmtpListenerRule { Command = "CONTENT", Reply = "250-2.6.0 <id> Queued\n250 2.6.0 mail for delivery" },
            new SmtpListenerRule { Command = "EHLO", Reply = "250-odd\n250-SIZE 5\n250 AUTH=LOGIN" });
        Assert.Equal("250-odd\n250-SIZE 5\n250 AUTH=LOGIN", dialogue.Say("EHLO client.example"));
        dialogue.Say(250, "MAIL FROM:<a@b.example>");
        Assert.Equal("251 2.1.5 Will forward", dialogue.Say("RCPT TO:<a@b.example>"));
        Assert.Equal("250-2.6.0 <id> Queued\n250 2.6.0 mail for delivery", dialogue.SendData("x\r\n"));
        Assert.Equal(1, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void Content_can_be_refused_by_recipient()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "CONTENT", Match = "spam@*", Reply = "554 5.7.1 Spam" });
        dialogue.Hello().Begin().Say(250, "RCPT TO:<spam@rcpt.example>");
        Assert.Equal("554 5.7.1 Spam", dialogue.SendData("x\r\n"));
        dialogue.Begin();
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        Assert.Equal(1, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void Skip_and_Count_choose_which_commands_are_met()
    {
        using var dialogue = Start(
            new SmtpListenerRule { Command = "NOOP", Skip = 1, Count = 2, Reply = "450 4.2.0 Greylisted" },
            new SmtpListenerRule { Command = "NOOP", Match = "special", Reply = "550 5.0.0 No" });
        dialogue.Say(250, "NOOP").Say(450, "NOOP").Say(450, "NOOP special").Say(250, "NOOP").Say(550, "NOOP special");
    }

    [Fact]
    public void A_count_is_of_all_connections_together()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "EHLO", Count = 1, Reply = "421 4.3.2 Not now" });
        Assert.Equal("421 4.3.2 Not now", dialogue.Say("EHLO client.example"));
        Assert.Equal("", dialogue.Client.ReadToEnd());
        dialogue.Reconnect().Hello();
    }

    [Fact]
    public void A_delay_holds_the_reply_back_and_those_before_it_not()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "RCPT", Delay = TimeSpan.FromMilliseconds(200) });
        dialogue.Hello();
        var start = Stopwatch.GetTimestamp();
        dialogue.Client.Send("MAIL FROM:<a@b.example>\r\nRCPT TO:<a@b.example>\r\n");
        Assert.Equal("250 2.1.0 Ok\r\n"u8, dialogue.Client.ReadSome());
        Assert.Equal("250 2.1.5 Ok", dialogue.Reply());
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(190));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("451 4.3.0 Try later", "451 4.3.0 Try later\r\n")]
    public void Drop_closes_after_the_reply_if_there_is_one(string? reply, string read)
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "CONTENT", Reply = reply, Drop = true });
        dialogue.Hello().Begin().Say(354, "DATA");
        dialogue.Client.Send("x\r\n.\r\n");
        Assert.Equal(read, dialogue.Client.ReadToEnd());
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void Drop_with_a_positive_reply_keeps_the_message()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "CONTENT", Reply = "250 2.0.0 Ok", Drop = true });
        dialogue.Hello().Begin().Say(354, "DATA");
        dialogue.Client.Send("x\r\n.\r\nNOOP\r\n");
        Assert.Equal("250 2.0.0 Ok\r\n", dialogue.Client.ReadToEnd());
        Assert.Equal(1, dialogue.Listener.MessageCount);
    }

    [Theory]
    [InlineData("EHLO", "EHLO client.example", null)]
    [InlineData("HELO", "HELO client.example", null)]
    [InlineData("STARTTLS", "STARTTLS", "EHLO client.example")]
    [InlineData("AUTH", "AUTH PLAIN", "EHLO client.example")]
    [InlineData("MAIL", "MAIL FROM:<a@b.example>", "EHLO client.example")]
    [InlineData("RSET", "RSET", null)]
    [InlineData("NOOP", "NOOP", null)]
    [InlineData("VRFY", "VRFY a", null)]
    [InlineData("EXPN", "EXPN a", null)]
    [InlineData("HELP", "HELP", null)]
    [InlineData("QUIT", "QUIT", null)]
    [InlineData("XCLIENT", "XCLIENT NAME=a", null)]
    [InlineData("*", "NOOP", null)]
    public void Each_command_can_be_met(string command, string line, string? before)
    {
        using var dialogue = Start(new SmtpListenerRule { Command = command, Reply = "454 4.7.0 Not available" });
        if (before is not null)
        {
            dialogue.Say(250, before);
        }

        Assert.Equal("454 4.7.0 Not available", dialogue.Say(line));
    }

    [Theory]
    [InlineData("DATA", "DATA")]
    [InlineData("BDAT", "BDAT 0 LAST")]
    public void The_content_commands_can_be_met(string command, string line)
    {
        using var dialogue = Start(new SmtpListenerRule { Command = command, Match = "b@*", Reply = "451 4.3.0 Not now" });
        dialogue.Hello().Begin();
        Assert.Equal("451 4.3.0 Not now", dialogue.Say(line));
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void A_refused_chunk_is_read_all_the_same()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "BDAT", Count = 1, Reply = "451 4.3.0 Not now" });
        dialogue.Hello().Begin();
        dialogue.Client.Send("BDAT 6\r\nQUIT\r\nBDAT 1 LAST\r\nxRSET\r\n");
        Assert.Equal(["451 4.3.0 Not now", "503 5.5.1 A chunk was refused: RSET comes first", "250 2.0.0 Ok"], Enumerable.Range(0, 3).Select(_ => dialogue.Reply()));
    }

    [Fact]
    public void A_client_can_be_refused_before_the_greeting()
    {
        using var dialogue = Start(new SmtpListenerRule { Command = "CONNECT", Match = "127.0.0.*", Reply = "554 5.7.1 Not you" });
        Assert.Equal("554 5.7.1 Not you", dialogue.Greeting);
        dialogue.Say(503, "EHLO client.example", "NOOP").Say(221, "QUIT");

        using var busy = Start(new SmtpListenerRule { Command = "CONNECT", Reply = "421 4.3.2 Busy" });
        Assert.Equal("421 4.3.2 Busy", busy.Greeting);
        Assert.Equal("", busy.Client.ReadToEnd());
    }

    [Fact]
    public void A_connection_can_be_dropped_before_the_greeting()
    {
        using var listener = new SmtpListener(OptionsWith(new SmtpListenerRule { Command = "CONNECT", Drop = true }));
        listener.Start();
        using var client = new RawClient(listener.Endpoint);
        Assert.Equal("", client.ReadToEnd());
    }

    [Theory]
    [InlineData("a@b.example", "*", true)]
    [InlineData("", "*", true)]
    [InlineData("", "?", false)]
    [InlineData("a@b.example", "*@b.example", true)]
    [InlineData("a@b.example", "A@B.EXAMPLE", true)]
    [InlineData("a@b.example", "?@*.exampl?", true)]
    [InlineData("a@b.example", "*@*@*", false)]
    [InlineData("aab", "*ab", true)]
    [InlineData("abc", "a*b", false)]
    public void Wildcards_match(string text, string pattern, bool matches) =>
        Assert.Equal(matches, SmtpTools.Capture.Wildcard.IsMatch(text, pattern));

    private static ListenerDialogue Start(params SmtpListenerRule[] rules) => new(options =>
    {
        options.AllowUnprotectedAuth = true;
        options.Credentials.Add(new NetworkCredential("user", "secret"));
        foreach (var rule in rules)
        {
            options.Rules.Add(rule);
        }
    });

    private static SmtpListenerOptions OptionsWith(SmtpListenerRule rule)
    {
        var options = new SmtpListenerOptions();
        options.Rules.Add(rule);
        return options;
    }
}

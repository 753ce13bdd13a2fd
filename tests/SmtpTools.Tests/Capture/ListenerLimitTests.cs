using System.Net;
using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Capture;

public class ListenerLimitTests
{
    [Fact]
    public void A_connection_too_many_gets_421()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxConnections = 1);
        using (var second = new RawClient(dialogue.Listener.Endpoint))
        {
            Assert.Equal("421 localhost has too many connections\r\n", second.ReadToEnd());
        }

        dialogue.Incident(ListenerIncidentKind.LimitReached);
        dialogue.Say(221, "QUIT");
        dialogue.Client.Dispose();
        Assert.True(SpinWait.SpinUntil(() => dialogue.Listener.OpenConnections == 0, ListenerDialogue.Soon));
        Assert.StartsWith("220 ", dialogue.Reconnect().Greeting, StringComparison.Ordinal);
        Assert.Equal(3, dialogue.Listener.ConnectionCount);
    }

    [Fact]
    public void A_command_line_may_be_as_long_as_the_limit()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxCommandLength = 512);
        dialogue.Say(250, "NOOP " + new string('x', 512 - 7));
        dialogue.Client.Send("NOOP " + new string('x', 512 - 6) + "\r\n");
        Assert.Equal("500 5.5.2 Line too long; closing\r\n", dialogue.Client.ReadToEnd());
        dialogue.Incident(ListenerIncidentKind.LimitReached);
    }

    [Fact]
    public void A_command_line_without_end_is_not_waited_for()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Client.Send(new string('x', 3000));
        Assert.Equal("500 5.5.2 Line too long; closing\r\n", dialogue.Client.ReadToEnd());
    }

    [Fact]
    public void Content_above_the_limit_is_read_to_its_end_and_refused()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxMessageSize = 10);
        dialogue.Hello().Say(552, "MAIL FROM:<a@b.example> SIZE=11").Begin();
        Assert.StartsWith("250 ", dialogue.SendData("12345678\r\n"), StringComparison.Ordinal);
        dialogue.Begin();
        Assert.StartsWith("552 5.3.4", dialogue.SendData("123456789\r\n"), StringComparison.Ordinal);
        dialogue.Say(503, "RCPT TO:<a@b.example>").Begin();
        Assert.StartsWith("250 ", dialogue.SendData("12345678\r\n"), StringComparison.Ordinal);
        Assert.Equal(2, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void Content_far_above_the_limit_is_not_read_to_its_end()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxMessageSize = 10);
        dialogue.Hello().Begin().Say(354, "DATA");
        dialogue.Client.Send([.. Enumerable.Repeat((byte)'x', 17 * 1024 * 1024)]);
        Assert.Equal("552 5.3.4 The message is larger than 10 octets\r\n", dialogue.Client.ReadToEnd());
    }

    [Fact]
    public void A_content_line_too_long_is_refused_where_a_limit_is_set()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxContentLineLength = 12);
        dialogue.Hello().Begin();
        Assert.StartsWith("554 5.6.0 A line of the content has 13 octets", dialogue.SendData("12345678901\r\n"), StringComparison.Ordinal);
        dialogue.Begin();
        Assert.StartsWith("250 ", dialogue.SendData("..123456789\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipient_too_many_gets_452_and_the_others_stay()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxRecipients = 2);
        dialogue.Hello().Begin().Say(250, "RCPT TO:<b@rcpt.example>").Say(452, "RCPT TO:<c@rcpt.example>");
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        Assert.Equal(2, dialogue.Receive().Recipients.Count);
    }

    [Fact]
    public void A_recipient_domain_too_many_gets_452()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxRecipientDomains = 1);
        dialogue.Hello().Begin().Say(452, "RCPT TO:<a@other.example>").Say(250, "RCPT TO:<c@RCPT.example>").Say(250, "RSET").Begin();
    }

    [Fact]
    public void A_transaction_too_many_gets_452()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxTransactions = 2);
        dialogue.Hello().Begin().Say(250, "RSET").Begin().Say(250, "RSET").Say(452, "MAIL FROM:<a@b.example>");
    }

    [Fact]
    public void Commands_without_a_message_are_counted()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxCommandsWithoutResult = 5);
        dialogue.Hello().Begin();
        dialogue.SendData("x\r\n");
        dialogue.Say(250, "NOOP", "NOOP", "RSET", "NOOP", "NOOP");
        dialogue.Client.Send("NOOP\r\nNOOP\r\n");
        Assert.Equal("421 4.7.0 More than 5 commands without a message; closing\r\n", dialogue.Client.ReadToEnd());
    }

    [Fact]
    public void Refused_commands_are_counted_and_refused_recipients_are_not()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxErrors = 2);
        dialogue.Hello().Begin().Say(555, "RCPT TO:<a@b.example> FOO=1", "RCPT TO:<a@b.example> FOO=1", "RCPT TO:<a@b.example> FOO=1");
        dialogue.Say(500, "FOO", "FOO");
        dialogue.Client.Send("FOO\r\n");
        Assert.Equal("421 4.7.0 More than 2 commands were refused; closing\r\n", dialogue.Client.ReadToEnd());
    }

    [Fact]
    public void A_silent_client_gets_421_after_the_idle_time()
    {
        using var dialogue = new ListenerDialogue(static options => options.IdleTimeout = TimeSpan.FromMilliseconds(100));
        Assert.Equal("421 4.4.2 Nothing came for 0.1 s; closing\r\n", dialogue.Client.ReadToEnd());
        dialogue.Incident(ListenerIncidentKind.TimedOut);
    }

    [Fact]
    public void A_client_that_drips_gets_421_too()
    {
        using var dialogue = new ListenerDialogue(static options => options.IdleTimeout = TimeSpan.FromMilliseconds(300));
        using var stop = new ManualResetEventSlim();
        var dripper = new Thread(() =>
        {
            try
            {
                while (!stop.Wait(20))
                {
                    dialogue.Client.Send("x");
                }
            }
            catch (IOException)
            {
                // The listener has closed: what the test wants.
            }
        });
        dripper.Start();
        Assert.Equal("421 4.4.2 Nothing came for 0.3 s; closing", dialogue.Client.ReadLine());
        stop.Set();
        dripper.Join();
    }

    [Fact]
    public void A_store_that_is_full_answers_452_until_a_message_is_received()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxStoredMessages = 1);
        dialogue.Hello().Begin();
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        dialogue.Begin();
        Assert.StartsWith("452 4.3.1", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        dialogue.Receive();
        dialogue.Begin();
        Assert.StartsWith("250 ", dialogue.SendData("x\r\n"), StringComparison.Ordinal);
        Assert.Equal(2, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void Stored_octets_have_a_limit_too()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxStoredOctets = 8);
        dialogue.Hello().Begin();
        Assert.StartsWith("250 ", dialogue.SendData("123456\r\n"), StringComparison.Ordinal);
        dialogue.Begin();
        Assert.StartsWith("452 4.3.1", dialogue.SendData("1\r\n"), StringComparison.Ordinal);
        dialogue.Listener.Clear();
        dialogue.Begin();
        Assert.StartsWith("250 ", dialogue.SendData("1\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_can_not_be_are_told_before_it_listens()
    {
        Refused(static options => options.HostName = "a b");
        Refused(static options => options.HostName = "x\r\n250 y");
        Refused(static options => options.MaxCommandLength = 511);
        Refused(static options => options.MaxConnections = 0);
        Refused(static options => options.MaxContentLineLength = 0);
        Refused(static options => options.IdleTimeout = TimeSpan.Zero);
        Refused(static options => options.MaxMessageSize = 1L + int.MaxValue);
        Refused(static options => options.RequireAuth = true);
        Refused(static options => (options.RequireTls, options.Extensions) = (true, SmtpListenerExtensions.None));
        Refused(static options => (options.Mode, options.OutputPath) = (CaptureMode.Count, "x"));
        Refused(static options => options.Rules.Add(new SmtpListenerRule { Command = "MIAL" }));
        Refused(static options => options.Rules.Add(new SmtpListenerRule { Reply = "no" }));
        Refused(static options => options.Rules.Add(new SmtpListenerRule { Reply = "250 a\n250 b" }));
        Refused(static options => options.Rules.Add(new SmtpListenerRule { Count = 0 }));

        static void Refused(Action<SmtpListenerOptions> configure)
        {
            var options = new SmtpListenerOptions();
            configure(options);
            Assert.Throws<ArgumentException>(() => new SmtpListener(options));
        }
    }

    [Fact]
    public void Another_address_than_loopback_is_taken_when_asked_for()
    {
        using var listener = new SmtpListener(new SmtpListenerOptions { Address = IPAddress.Any });
        Assert.Equal("0.0.0.0", listener.Address);
    }
}

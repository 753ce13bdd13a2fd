using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Capture;

/// <summary>What a careful client never does, and what a lax server makes an attack of.</summary>
public class ListenerStrictnessTests
{
    public static TheoryData<string, string> Smuggling => new()
    {
        { "a\n.\nMAIL FROM:<evil@sender.example>\r\nRCPT TO:<b@rcpt.example>\r\nDATA\r\nx\r\n.\r\n", "bare LF" },
        { "a\n.\r\nMAIL FROM:<evil@sender.example>\r\n", "bare LF" },
        { "a\r\n.\nMAIL FROM:<evil@sender.example>\r\n", "bare LF" },
        { "a\r\n.\rMAIL FROM:<evil@sender.example>\r\n", "bare CR" },
        { "a\r.\r\nMAIL FROM:<evil@sender.example>\r\n", "bare CR" },
        { "a\r.\rMAIL FROM:<evil@sender.example>\r\n", "bare CR" },
        { "a\r\n\r.\r\nMAIL FROM:<evil@sender.example>\r\n", "bare CR" },
        { "a\r\r\n.\r\nMAIL FROM:<evil@sender.example>\r\n", "bare CR" },
        { "a\r\0\n.\r\nMAIL FROM:<evil@sender.example>\r\n", "bare CR" },
    };

    [Theory]
    [MemberData(nameof(Smuggling))]
    public void A_bare_line_end_in_content_is_refused_and_ends_the_session(string content, string told)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin().Say(354, "DATA");
        dialogue.Client.Send(content);
        var replies = dialogue.Client.ReadToEnd();
        Assert.StartsWith("550 5.5.2", replies, StringComparison.Ordinal);
        Assert.Contains(told, replies, StringComparison.Ordinal);
        Assert.Single(replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(told, dialogue.Incident(ListenerIncidentKind.ProtocolViolation).Detail, StringComparison.Ordinal);
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    [Theory]
    [InlineData("NOOP\n")]
    [InlineData("NOOP\nQUIT\r\n")]
    [InlineData("NOOP\r\r\n")]
    [InlineData("NOOP\rQUIT\r\n")]
    [InlineData("\n")]
    public void A_bare_line_end_in_a_command_is_refused_and_ends_the_session(string sent)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send(sent);
        Assert.Equal("500 5.5.2 A bare CR or LF in a command (RFC 5321 2.3.8); closing\r\n", dialogue.Client.ReadToEnd());
        dialogue.Incident(ListenerIncidentKind.ProtocolViolation);
    }

    [Theory]
    [InlineData("STARTTLS\r\nEHLO evil.example\r\n")]
    [InlineData("STARTTLS\r\nMAIL FROM:<evil@sender.example>\r\nRCPT TO:<b@rcpt.example>\r\nDATA\r\nx\r\n.\r\n")]
    [InlineData("STARTTLS\r\n\x16\x03\x01")]
    public void Plaintext_behind_StartTls_is_never_executed_and_ends_the_session(string sent)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send(sent);
        var replies = dialogue.Client.ReadToEnd();
        Assert.StartsWith("554 5.5.1", replies, StringComparison.Ordinal);
        Assert.Single(replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("before the handshake", dialogue.Incident(ListenerIncidentKind.ProtocolViolation).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Plaintext_after_the_220_of_StartTls_is_never_executed()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Say(220, "STARTTLS");
        dialogue.Client.Send("EHLO evil.example\r\nMAIL FROM:<evil@sender.example>\r\n");
        dialogue.Incident(ListenerIncidentKind.TlsFailed);
        Assert.DoesNotContain("250", ReadWhatComes(dialogue.Client), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO client.example\r\nMAIL FROM:<a@b.example>\r\n")]
    [InlineData("EHLO client.example\r\nQUIT\r\n")]
    public void Commands_behind_Ehlo_end_the_session(string sent)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Client.Send(sent);
        Assert.Contains("503 5.5.1 Commands were sent behind", dialogue.Client.ReadToEnd(), StringComparison.Ordinal);
        dialogue.Incident(ListenerIncidentKind.ProtocolViolation);
    }

    [Fact]
    public void Content_before_the_354_ends_the_session()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send("MAIL FROM:<a@b.example>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nx\r\n.\r\n");
        var replies = dialogue.Client.ReadToEnd();
        Assert.EndsWith("503 5.5.1 Content was sent before the 354 reply to DATA (RFC 2920 3.1); closing\r\n", replies, StringComparison.Ordinal);
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void A_client_that_speaks_before_the_greeting_is_refused()
    {
        var options = new SmtpListenerOptions();
        options.Rules.Add(new SmtpListenerRule { Command = "CONNECT", Delay = TimeSpan.FromMilliseconds(200) });
        using var listener = new SmtpListener(options);
        listener.Start();
        using var client = new RawClient(listener.Endpoint);
        client.Send("EHLO client.example\r\n");
        Assert.Equal("554 5.5.1 The client spoke before the greeting (RFC 5321 3.1); closing\r\n", client.ReadToEnd());
    }

    private static string ReadWhatComes(RawClient client)
    {
        try
        {
            return client.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}

using System.Text;

namespace SmtpTools.Tests.Capture;

public class ListenerChunkingTests
{
    [Fact]
    public void A_whole_transaction_comes_in_one_flight()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send("MAIL FROM:<a@sender.example>\r\nRCPT TO:<b@rcpt.example>\r\nBDAT 7 LAST\r\na\n.\r\n.\rMAIL FROM:<>\r\nRCPT TO:<c@rcpt.example>\r\nBDAT 2\r\nxyBDAT 0\r\nBDAT 1 LAST\r\nzQUIT\r\n");
        Assert.Equal(
            "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok: queued as 1\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 2 octets received\r\n250 2.0.0 0 octets received\r\n250 2.0.0 Ok: queued as 2\r\n221 2.0.0 Bye\r\n",
            Encoding.ASCII.GetString(dialogue.Client.ReadSome()));
        var first = dialogue.Receive();
        var second = dialogue.Receive();
        Assert.Equal(("a\n.\r\n.\r", 1), (Encoding.ASCII.GetString(first.Raw!), first.Chunks));
        Assert.Equal(("xyz", 3), (Encoding.ASCII.GetString(second.Raw!), second.Chunks));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1_500_000)]
    public void Chunks_of_any_size_are_kept_octet_for_octet(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin("MAIL FROM:<a@sender.example> BODY=BINARYMIME");
        dialogue.Client.Send([.. Encoding.ASCII.GetBytes($"BDAT {size}\r\n"), .. content, .. Encoding.ASCII.GetBytes($"BDAT {size} LAST\r\n"), .. content, .. "NOOP\r\n"u8]);
        Assert.StartsWith("250 ", dialogue.Reply(), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 Ok: queued", dialogue.Reply(), StringComparison.Ordinal);
        Assert.StartsWith("250 ", dialogue.Reply(), StringComparison.Ordinal);
        var raw = dialogue.Receive().Raw!;
        Assert.Equal(2 * size, raw.Length);
        Assert.True(content.AsSpan().SequenceEqual(raw.AsSpan(0, size)));
        Assert.True(content.AsSpan().SequenceEqual(raw.AsSpan(size)));
    }

    [Fact]
    public void Chunks_that_are_thrown_away_are_counted()
    {
        using var dialogue = new ListenerDialogue(static options => options.Mode = CaptureMode.Count);
        dialogue.Hello().Begin();
        dialogue.Client.Send([.. "BDAT 200000 LAST\r\n"u8, .. new byte[200_000], .. "NOOP\r\n"u8]);
        Assert.StartsWith("250 2.0.0 Ok: queued", dialogue.Reply(), StringComparison.Ordinal);
        Assert.StartsWith("250 ", dialogue.Reply(), StringComparison.Ordinal);
        Assert.Equal(200_000, dialogue.Listener.OctetCount);
    }

    [Fact]
    public void The_octets_of_a_refused_chunk_are_no_commands()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello();
        dialogue.Client.Send("BDAT 6 LAST\r\nQUIT\r\nMAIL FROM:<a@sender.example>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
        Assert.Equal(["503 5.5.1 MAIL comes first", "250 2.1.0 Ok", "554 5.5.1 No valid recipients", "250 2.0.0 Ok"], Enumerable.Range(0, 4).Select(_ => dialogue.Reply()));
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }

    [Fact]
    public void After_a_refused_chunk_all_is_refused_until_Rset()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxMessageSize = 10);
        dialogue.Hello().Begin();
        dialogue.Client.Send("BDAT 8\r\n12345678BDAT 3\r\nabcBDAT 1 LAST\r\nx");
        Assert.Equal(
            ["250 2.0.0 8 octets received", "552 5.3.4 The message is larger than 10 octets", "503 5.5.1 A chunk was refused: RSET comes first"],
            Enumerable.Range(0, 3).Select(_ => dialogue.Reply()));
        dialogue.Say(503, "RCPT TO:<c@rcpt.example>", "DATA", "MAIL FROM:<a@sender.example>").Say(250, "RSET").Begin();
        dialogue.Client.Send("BDAT 10 LAST\r\n1234567890");
        Assert.StartsWith("250 2.0.0 Ok: queued", dialogue.Reply(), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_and_Bdat_do_not_mix()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin().Say(250, "BDAT 0").Say(503, "DATA", "RCPT TO:<c@rcpt.example>").Say(250, "RSET");
        dialogue.Begin("MAIL FROM:<a@sender.example> BODY=BINARYMIME").Say(503, "DATA");
    }

    [Theory]
    [InlineData("BDAT x\r\n")]
    [InlineData("BDAT 99999999999999999999 LAST\r\n")]
    public void A_chunk_whose_end_is_not_known_ends_the_session(string command)
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin();
        dialogue.Client.Send(command + "QUIT\r\n");
        Assert.StartsWith("501 5.5.1", dialogue.Client.ReadToEnd(), StringComparison.Ordinal);
        dialogue.Incident(ListenerIncidentKind.ProtocolViolation);
    }

    [Fact]
    public void A_chunk_far_above_the_limit_ends_the_session_at_once()
    {
        using var dialogue = new ListenerDialogue(static options => options.MaxMessageSize = 10);
        dialogue.Hello().Begin();
        dialogue.Client.Send("BDAT 999999999999 LAST\r\n");
        Assert.Equal("552 5.3.4 The message is larger than 10 octets\r\n", dialogue.Client.ReadToEnd());
        dialogue.Incident(ListenerIncidentKind.LimitReached);
    }

    [Fact]
    public void A_client_that_leaves_in_a_chunk_leaves_no_message()
    {
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Begin();
        dialogue.Client.Send("BDAT 10 LAST\r\n12345");
        dialogue.Client.Dispose();
        dialogue.Incident(ListenerIncidentKind.ConnectionLost);
        Assert.Equal(0, dialogue.Listener.MessageCount);
    }
}

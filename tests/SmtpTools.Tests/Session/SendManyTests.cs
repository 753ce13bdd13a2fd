using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

public sealed class SendManyTests
{
    private static readonly string[] s_chunking = ["250-mx.example", "250-PIPELINING", "250 CHUNKING"];
    private static readonly string[] s_pipelining = ["250-mx.example", "250 PIPELINING"];

    public static TheoryData<SendChunking> Chunkings => [SendChunking.Whole, SendChunking.PerLine, SendChunking.PerByte];

    [Theory]
    [MemberData(nameof(Chunkings))]
    public void With_chunking_messages_share_one_flight(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx").Answer("EHLO client.example", s_chunking)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "BDAT 22 LAST").ExpectBytes(22)
                .Expect("RSET", "MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "BDAT 22 LAST").ExpectBytes(22)
                .Send("250 Ok", "250 Ok", "250 queued as A1", "250 Reset", "250 Ok", "250 Ok", "250 queued as B2")
                .Quit(),
            chunking);
        using var session = new SmtpSession(Options(server));
        session.Open();

        var results = session.SendMany([Message("a@example.net"), Message("b@example.net")]).ToList();
        _ = session.Quit();

        server.Verify();
        Assert.All(results, result => Assert.Equal(SendState.Sent, result.State));
        Assert.Equal(["A1", "B2"], results.Select(result => result.QueueId));
    }

    [Theory]
    [MemberData(nameof(Chunkings))]
    public void A_message_refused_in_the_window_costs_the_next_one_nothing(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx").Answer("EHLO client.example", s_chunking)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "BDAT 22 LAST").ExpectBytes(22)
                .Expect("RSET", "MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "BDAT 22 LAST").ExpectBytes(22)
                .Send("250 Ok", "550 5.1.1 No", "554 5.5.1 No valid recipients", "250 Reset", "250 Ok", "250 Ok", "250 Ok")
                .Quit(),
            chunking);
        using var session = new SmtpSession(Options(server));
        session.Open();

        var results = session.SendMany([Message("a@example.net"), Message("b@example.net")]).ToList();
        _ = session.Quit();

        server.Verify();
        Assert.Equal([SendState.Refused, SendState.Sent], results.Select(result => result.State));
    }

    [Theory]
    [MemberData(nameof(Chunkings))]
    public void Without_chunking_an_envelope_leaves_with_the_end_before_it(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx").Answer("EHLO client.example", s_pipelining)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "DATA").Send("250 Ok", "250 Ok", "354 Go")
                .ExpectData().Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "DATA")
                .Send("250 queued as A1", "250 Ok", "250 Ok", "354 Go")
                .ExpectData().Send("250 queued as B2").Quit(),
            chunking);
        using var session = new SmtpSession(Options(server));
        session.Open();

        var results = session.SendMany([Message("a@example.net"), Message("b@example.net")]).ToList();
        _ = session.Quit();

        server.Verify();
        Assert.Equal(["A1", "B2"], results.Select(result => result.QueueId));
    }

    [Fact]
    public void Without_chunking_a_refused_message_is_reset_before_the_next_one()
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx").Answer("EHLO client.example", s_pipelining)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "DATA").Send("250 Ok", "550 5.1.1 No", "554 5.5.1 No")
                .Answer("RSET", "250 Ok")
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<b@example.net>", "DATA").Send("250 Ok", "250 Ok", "354 Go")
                .ExpectData().Send("250 Ok").Quit());
        using var session = new SmtpSession(Options(server));
        session.Open();

        var results = session.SendMany([Message("a@example.net"), Message("b@example.net")]).ToList();
        _ = session.Quit();

        server.Verify();
        Assert.Equal([SendState.Refused, SendState.Sent], results.Select(result => result.State));
    }

    [Fact]
    public void A_lost_connection_leaves_what_had_left_in_doubt_and_the_rest_not_sent()
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx").Answer("EHLO client.example", s_chunking)
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<r0@example.net>", "BDAT 22 LAST").ExpectBytes(22)
                .Send("250 Ok", "250 Ok", "250 Ok").Reset());
        using var session = new SmtpSession(Options(server));
        session.Open();

        var results = session.SendMany(Enumerable.Range(0, 20).Select(i => Message($"r{i}@example.net"))).ToList();

        // The first was answered or not, as the reset overtook its reply or did not; the window's others had left; the later ones had not.
        Assert.Equal(20, results.Count);
        Assert.All(results.Skip(1).Take(7), result => Assert.Equal(SendState.InDoubt, result.State));
        Assert.All(results.Skip(8), result => Assert.Equal(SendState.NotSent, result.State));
        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    [Fact]
    public void A_message_that_cannot_travel_is_its_own_result()
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx").Answer("EHLO client.example", "250-mx.example", "250-PIPELINING", "250-SIZE 30", "250 CHUNKING")
                .Expect("MAIL FROM:<sender@example.org> SIZE=22", "RCPT TO:<a@example.net>", "BDAT 22 LAST").ExpectBytes(22).Send("250 Ok", "250 Ok", "250 Ok")
                .Expect("MAIL FROM:<sender@example.org> SIZE=22", "RCPT TO:<c@example.net>", "BDAT 22 LAST").ExpectBytes(22).Send("250 Ok", "250 Ok", "250 Ok")
                .Quit());
        using var session = new SmtpSession(Options(server));
        session.Open();

        var tooLarge = new OutgoingMessage(Envelope("b@example.net"), Content("Subject: Hi\r\n\r\nHello, this is longer\r\n"));
        var results = session.SendMany([Message("a@example.net"), tooLarge, Message("c@example.net")]).ToList();
        _ = session.Quit();

        server.Verify();
        Assert.Equal([SendState.Sent, SendState.NotSent, SendState.Sent], results.Select(result => result.State));
        Assert.IsType<SmtpRequirementException>(results[1].Error);
    }

    private static OutgoingMessage Message(string recipient) => new(Envelope(recipient), Content());
}

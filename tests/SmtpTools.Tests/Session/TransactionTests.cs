using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

public sealed class TransactionTests
{
    [Theory]
    [InlineData(SendChunking.Whole)]
    [InlineData(SendChunking.PerLine)]
    [InlineData(SendChunking.PerByte)]
    public void Without_extensions_each_command_waits_for_its_reply(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx.example ESMTP").Answer("EHLO client.example", "250 mx.example")
                .Answer("MAIL FROM:<sender@example.org>", "250 2.1.0 Ok")
                .Answer("RCPT TO:<a@example.net>", "250 2.1.5 Ok")
                .Answer("RCPT TO:<b@example.net>", "550 5.1.1 No such user")
                .Answer("DATA", "354 Go ahead").ExpectData().Send("250 2.0.0 Ok: queued as 4F1A")
                .Quit(),
            chunking);
        using var session = new SmtpSession(Options(server));

        session.Open();
        var result = session.Send(Envelope("a@example.net", "b@example.net"), Content("Subject: x\r\n\r\n.dot\r\n..\r\nend"));
        _ = session.Quit();

        server.Verify();
        Assert.Equal(SendState.PartlySent, result.State);
        Assert.Equal("4F1A", result.QueueId);
        Assert.Equal(RecipientState.Accepted, result.Recipients[0].State);
        Assert.Equal(RecipientState.Rejected, result.Recipients[1].State);
        Assert.Equal("5.1.1", result.Recipients[1].EnhancedStatus.ToString());
        Assert.Equal("Subject: x\r\n\r\n..dot\r\n...\r\nend\r\n", System.Text.Encoding.ASCII.GetString(server.Connection.Contents[0]));
    }

    [Theory]
    [InlineData(SendChunking.Whole)]
    [InlineData(SendChunking.PerByte)]
    public void Pipelined_envelope_and_content_take_two_flights(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx.example ESMTP").Answer("EHLO client.example", "250-mx.example", "250-PIPELINING", "250 SIZE 1000")
                .Expect("MAIL FROM:<sender@example.org> SIZE=22", "RCPT TO:<a@example.net>", "DATA")
                .Send("250 2.1.0 Ok", "250 2.1.5 Ok", "354 Go ahead").ExpectData().Send("250 2.0.0 Ok")
                .Expect("MAIL FROM:<sender@example.org> SIZE=22", "RCPT TO:<a@example.net>", "DATA")
                .Send("250 2.1.0 Ok", "550 5.1.1 No", "354 Go ahead").ExpectData().Send("554 5.5.1 No valid recipients")
                .Answer("RSET", "250 Ok")
                .Quit(),
            chunking);
        using var session = new SmtpSession(Options(server));

        session.Open();
        var first = session.Send(Envelope("a@example.net"), Content());
        var second = session.Send(Envelope("a@example.net"), Content());
        _ = session.Quit();

        server.Verify();
        Assert.Equal(SendState.Sent, first.State);
        Assert.Equal(SendState.Refused, second.State);
        Assert.Empty(server.Connection.Contents[1]);
    }

    [Fact]
    public void With_chunking_a_small_message_is_one_flight()
    {
        using var server = ScriptedServer.Start(
            script => script.Send("220 mx.example ESMTP").Answer("EHLO client.example", "250-mx.example", "250-PIPELINING", "250 CHUNKING")
                .Expect("MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>", "BDAT 22 LAST").ExpectBytes(22)
                .Send("250 2.1.0 Ok", "250 2.1.5 Ok", "250 2.0.0 Ok")
                .Quit());
        using var session = new SmtpSession(Options(server));

        session.Open();
        var result = session.Send(Envelope("a@example.net"), Content());
        _ = session.Quit();

        server.Verify();
        Assert.Equal(SendState.Sent, result.State);
    }
}

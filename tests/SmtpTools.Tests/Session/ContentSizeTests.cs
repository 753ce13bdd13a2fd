using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

public sealed class ContentSizeTests
{
    [Theory]
    [InlineData("250 HELP")]
    [InlineData("250 CHUNKING")]
    public void Content_that_is_not_as_long_as_it_said_never_becomes_a_message(string offer)
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Send("220 mx").Answer("EHLO client.example", "250-mx", offer).Answer("MAIL FROM:*", "250 Ok").Answer("RCPT TO:*", "250 Ok");
            if (offer == "250 HELP")
            {
                _ = script.Answer("DATA", "354 Go");
            }

            _ = script.Stall();
        });
        using var session = new SmtpSession(Options(server));
        session.Open();

        var result = session.Send(Envelope("a@example.net"), new ShrunkContent());

        Assert.Equal(SendState.NotSent, result.State);
        Assert.IsType<SmtpContentException>(result.Error);
        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    private sealed class ShrunkContent : MessageContent
    {
        public override long? Size => 1000;

        public override BodyEncoding Encoding => BodyEncoding.SevenBit;

        public override void WriteTo(Stream destination, CancellationToken cancellationToken) => destination.Write("Subject: x\r\n\r\nshort\r\n"u8.ToArray(), 0, 21);
    }
}

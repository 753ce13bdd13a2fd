using System.Text;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session.Hostile;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>Content of more than one buffer, chunk and write, from memory, a file and a stream of odd pieces.</summary>
public sealed class LargeContentTests
{
    private static readonly byte[] s_content = Lines(1_300_000);

    public static TheoryData<string, string, bool> Ways
    {
        get
        {
            var ways = new TheoryData<string, string, bool>();
            foreach (var offers in new[] { "HELP", "PIPELINING", "CHUNKING", "PIPELINING CHUNKING" })
            {
                foreach (var source in new[] { "octets", "file", "pieces" })
                {
                    ways.Add(offers, source, false);
                }
            }

            ways.Add("PIPELINING", "pieces", true);
            ways.Add("PIPELINING CHUNKING", "pieces", true);
            ways.Add("PIPELINING CHUNKING", "octets", true);
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_brings_the_same_octets(string offers, string source, bool tls)
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = tls ? script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo(offers.Split(' ')) : script.Hello(offers.Split(' '));
            var isFlight = offers.Contains("PIPELINING", StringComparison.Ordinal);
            var isChunked = offers.Contains("CHUNKING", StringComparison.Ordinal);
            string[] envelope = ["MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>"];
            _ = isFlight ? script.Expect(envelope) : script.Answer(envelope[0], "250 Ok").Answer(envelope[1], "250 Ok");
            _ = isFlight && !isChunked ? script.Expect("DATA") : script;
            _ = isFlight ? script.Send("250 Ok", "250 Ok") : isChunked ? script : script.Expect("DATA");
            _ = isChunked ? script.AnswerBdat("250 2.0.0 Ok") : script.Send("354 Go").ExpectData().Send("250 2.0.0 Ok");
            _ = script.Quit();
        });
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, s_content);
            var options = Options(server, tls ? TlsMode.StartTls : TlsMode.None);
            TestTls.Trust(options);
            using var session = new SmtpSession(options);
            session.Open();

            var result = session.Send(Envelope("a@example.net"), source switch
            {
                "octets" => MessageContent.FromOctets(s_content),
                "file" => MessageContent.FromFile(path),
                _ => new OddPieces(s_content),
            });
            _ = session.Quit();

            server.Verify();
            Assert.Equal((SendState.Sent, s_content.Length), (result.State, result.Octets));
            var received = Assert.Single(server.Connection.Contents);
            Assert.True(s_content.AsSpan().SequenceEqual(offers.Contains("CHUNKING", StringComparison.Ordinal) ? received : ScriptConnection.Unstuff(received)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("HELP")]
    [InlineData("CHUNKING")]
    [InlineData("PIPELINING")]
    [InlineData("PIPELINING", "CHUNKING")]
    public void An_empty_message_is_one_too(params string[] offers)
    {
        using var server = ScriptedServer.Start(script =>
        {
            string[] envelope = ["MAIL FROM:<sender@example.org>", "RCPT TO:<a@example.net>"];
            _ = script.Hello(offers);
            _ = offers switch
            {
                ["HELP"] => script.Answer(envelope[0], "250 Ok").Answer(envelope[1], "250 Ok").Answer("DATA", "354 Go").Expect(".").Send("250 Ok"),
                ["CHUNKING"] => script.Answer(envelope[0], "250 Ok").Answer(envelope[1], "250 Ok").Answer("BDAT 0 LAST", "250 Ok"),
                ["PIPELINING"] => script.Expect([.. envelope, "DATA"]).Send("250 Ok", "250 Ok", "354 Go").Expect(".").Send("250 Ok"),
                _ => script.Expect([.. envelope, "BDAT 0 LAST"]).Send("250 Ok", "250 Ok", "250 Ok"),
            };
            _ = script.Quit();
        });
        using var session = new SmtpSession(Options(server));
        session.Open();

        var result = session.Send(Envelope("a@example.net"), MessageContent.FromOctets([]));
        _ = session.Quit();

        server.Verify();
        Assert.Equal((SendState.Sent, 0L), (result.State, result.Octets));
    }

    [Fact]
    public void Content_that_can_not_be_read_does_not_become_half_a_message()
    {
        using var server = ScriptedServer.Start(script => script.Hello().Answer("MAIL *", "250 Ok").Answer("RCPT *", "250 Ok").Answer("DATA", "354 Go").Stall());
        using var session = new SmtpSession(Options(server));
        session.Open();

        var result = session.Send(Envelope("a@example.net"), new FailingContent());
        session.Dispose();

        server.Verify();
        Assert.Equal((SendState.NotSent, SmtpPhase.Content, SmtpSessionState.Broken), (result.State, result.Phase, session.State));
        Assert.IsType<IOException>(Assert.IsType<SmtpContentException>(result.Error).InnerException);
        Assert.DoesNotContain("\r\n.\r\n", Encoding.ASCII.GetString(server.Connection.Received), StringComparison.Ordinal);
    }

    /// <summary>Lines of all lengths, many of them with dots at their start.</summary>
    private static byte[] Lines(int least)
    {
        var random = new Random(2822);
        var text = new StringBuilder("Subject: large\r\n\r\n");
        while (text.Length < least)
        {
            _ = text.Append(random.Next(3) switch { 0 => "..", 1 => ".", _ => string.Empty }).Append('x', random.Next(300)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private sealed class OddPieces(byte[] octets) : MessageContent
    {
        public override long? Size => octets.Length;

        public override BodyEncoding Encoding => BodyEncoding.SevenBit;

        public override void WriteTo(Stream destination, CancellationToken cancellationToken)
        {
            var random = new Random(1);
            for (var at = 0; at < octets.Length;)
            {
                var length = Math.Min(random.Next(10) == 0 ? random.Next(200_000) : random.Next(2_000), octets.Length - at);
                destination.Write(octets, at, length);
                at += length;
            }
        }
    }

    private sealed class FailingContent : MessageContent
    {
        public override long? Size => null;

        public override BodyEncoding Encoding => BodyEncoding.SevenBit;

        public override void WriteTo(Stream destination, CancellationToken cancellationToken)
        {
            destination.Write("Subject: half\r\n\r\n"u8);
            throw new IOException("The disk is gone.");
        }
    }
}

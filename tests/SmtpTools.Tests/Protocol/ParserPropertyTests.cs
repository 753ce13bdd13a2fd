using System.Text;
using SmtpTools.Protocol;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Protocol;

/// <summary>Octets that no server should send, in their tens of thousands: a parser says "more", a value or its own error, and nothing else.</summary>
public sealed class ParserPropertyTests
{
    private static readonly string[] s_words =
    [
        "250", "250-", "250 ", "220", "334 ", "421 ", "550-", "5.7.1 ", "#5.1.0 ", "4.5.3", "\r\n", "\n", "\r", "\r\r\n", "\0", "\x15\x03", "+OK", "* ", "SSH-", "<", "AUTH", "AUTH=", "PLAIN", " ", "\t", "=",
        "SIZE ", "99999999999999999999", "LIMITS", "RCPTMAX=", "-1", "STARTTLS", "\u00FF\u00FE", "\u00C3\u00A9", "\u00C3", "x", ".", ":", ";", ",", "\"",
    ];

    [Fact]
    public void Replies_and_what_is_read_from_them()
    {
        const int Runs = 20_000;
        var random = new Random(5321);
        var replies = 0;
        for (var run = 0; run < Runs; run++)
        {
            var octets = Octets(random, 12);
            var parser = new SmtpReplyParser();
            try
            {
                // Given in two parts, as from two reads.
                var cut = random.Next(octets.Length + 1);
                var reply = parser.TryParse(octets.AsSpan(0, cut), out var consumed) ?? parser.TryParse(octets, out consumed);
                if (reply is not null)
                {
                    replies++;
                    Assert.InRange(consumed, 4, octets.Length);
                    ReadAll(reply);
                }
            }
            catch (SmtpProtocolException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }

        Assert.InRange(replies, 100, Runs);
    }

    [Fact]
    public void Lists_of_keywords()
    {
        var random = new Random(1869);
        for (var run = 0; run < 5_000; run++)
        {
            var lines = Enumerable.Range(0, random.Next(6)).Select(_ => Encoding.Latin1.GetString(Octets(random, 5)).ReplaceLineEndings(string.Empty).Replace("\0", string.Empty));
            var text = string.Join('\n', lines.Prepend("mx").Select(line => "250-" + line)) + "\n250 HELP";
            var reply = new SmtpReplyParser().TryParse(Encoding.Latin1.GetBytes(text + "\r\n"), out _)!;

            var extensions = SmtpExtensions.Parse(reply);

            Assert.Equal("HELP", extensions.All[^1].Keyword);
            Assert.All(extensions.AuthMechanisms, mechanism => Assert.Equal(mechanism.Trim().ToUpperInvariant(), mechanism));
            Assert.True(extensions.MaxSize is null or > 0);
        }
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("CRAM-MD5")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public void Challenges(string name)
    {
        var random = new Random(4422);
        string[] words = ["r=", "s=", "i=", "v=", "e=", ",", "4096", "1", "=", "QSXCR+Q6sek8bf92", "fyko", "\0", "{", "}", "\"status\":", "\"400\"", "[", "\\u00", "<1@mx>", "\u00FF"];
        var credential = name.Contains("OAUTH", StringComparison.Ordinal) ? SmtpCredential.Token("anna", _ => "token") : SmtpCredential.Password("anna", () => "secret");
        var request = new SaslRequest { Offered = [name], Credential = credential, Host = "mx.example", Port = 587, IsProtected = true };
        for (var run = 0; run < 1_000; run++)
        {
            using var mechanism = SaslMechanismSelector.Select(request).Candidates.Single().Create(refreshToken: false);
            try
            {
                _ = mechanism.InitialResponse();
                for (var step = 0; step < 4; step++)
                {
                    Assert.NotNull(mechanism.Respond(Encoding.Latin1.GetBytes(Text(random, words, 10))));
                    _ = mechanism.ServerError;
                }

                mechanism.VerifyCompleted();
            }
            catch (SaslException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static void ReadAll(SmtpReply reply)
    {
        Assert.InRange(reply.Code, 200, 599);
        Assert.NotEmpty(reply.Lines);
        Assert.DoesNotContain(reply.ToString(), character => char.IsControl(character) && character is not '\n' and not '\t');
        _ = reply.Text;
        _ = reply.Anomalies;
        _ = QueueId.Find(reply);
        _ = SmtpExtensions.Parse(reply);
    }

    private static byte[] Octets(Random random, int most)
    {
        var octets = Encoding.Latin1.GetBytes(Text(random, s_words, most));
        if (octets.Length > 0 && random.Next(3) == 0)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return octets;
    }

    private static string Text(Random random, string[] words, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => words[random.Next(words.Length)]));
}

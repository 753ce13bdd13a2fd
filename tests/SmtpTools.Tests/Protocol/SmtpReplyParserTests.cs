using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public sealed class SmtpReplyParserTests
{
    public static TheoryData<string> Replies =>
    [
        "220 mx.example ESMTP\r\n",
        "250\r\n",
        "250 \r\n",
        "250-mx.example\r\n250-SIZE 1000\r\n250 HELP\r\n",
        "250-a\r\n250-\r\n250\r\n",
        "550-5.1.1 The account\r\n550 5.1.1 does not exist\r\n",
        "220-mx\n220 mx\n",
        "250 Ok\r\r\n",
        "334 VXNlcm5hbWU6\r\n",
        "550 \u00C3\u00A9t\u00C3\u00A9 \u00FF\r\n",
    ];

    [Theory]
    [MemberData(nameof(Replies))]
    public void The_same_reply_comes_out_wherever_it_is_cut(string text)
    {
        var octets = Encoding.Latin1.GetBytes(text + "250 Next\r\n");
        var length = octets.Length - "250 Next\r\n".Length;
        var whole = new SmtpReplyParser().TryParse(octets, out var consumed)!;
        Assert.Equal(length, consumed);

        for (var cut = 0; cut < length; cut++)
        {
            var parser = new SmtpReplyParser();
            Assert.Null(parser.TryParse(octets.AsSpan(0, cut), out var none));
            Assert.Equal(0, none);
            AssertSame(whole, parser.TryParse(octets.AsSpan(0, length), out consumed));
            Assert.Equal(length, consumed);
        }

        var stepwise = new SmtpReplyParser();
        for (var end = 0; end < length; end++)
        {
            Assert.Null(stepwise.TryParse(octets.AsSpan(0, end), out _));
        }

        AssertSame(whole, stepwise.TryParse(octets.AsSpan(0, length), out consumed));
        Assert.Equal("Next", stepwise.TryParse(octets.AsSpan(length), out _)?.Text);
    }

    [Theory]
    [InlineData("250 Ok\r\n", ReplyAnomalies.None)]
    [InlineData("250 Ok\n", ReplyAnomalies.LineEnding)]
    [InlineData("250 Ok\r\r\n", ReplyAnomalies.LineEnding)]
    [InlineData("250Ok\r\n", ReplyAnomalies.MissingSeparator)]
    [InlineData("250\tOk\r\n", ReplyAnomalies.MissingSeparator)]
    [InlineData("220-a\r\n521 b\r\n", ReplyAnomalies.MixedCodes)]
    [InlineData("550 #5.1.0 No\r\n", ReplyAnomalies.HashBeforeEnhancedStatus)]
    [InlineData("550 \u00E9\r\n", ReplyAnomalies.NotUtf8)]
    [InlineData("550 a\u0007b\r\n", ReplyAnomalies.ControlCharacters)]
    [InlineData("550 a\rb\r\n", ReplyAnomalies.ControlCharacters)]
    [InlineData("550-a\n551b\r\n", ReplyAnomalies.LineEnding | ReplyAnomalies.MixedCodes | ReplyAnomalies.MissingSeparator)]
    public void Each_departure_from_the_standard_is_flagged(string text, ReplyAnomalies anomalies) =>
        Assert.Equal(anomalies, new SmtpReplyParser().TryParse(Encoding.Latin1.GetBytes(text), out _)!.Anomalies);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("25\r\n")]
    [InlineData("150 Wait\r\n")]
    [InlineData("650 No\r\n")]
    [InlineData("000 No\r\n")]
    [InlineData("2500 Ok\r\n")]
    [InlineData("25x Ok\r\n")]
    [InlineData(" 250 Ok\r\n")]
    [InlineData("-250 Ok\r\n")]
    [InlineData("250 O\0k\r\n")]
    [InlineData("250-a\r\nno code\r\n")]
    [InlineData("250-a\r\n\r\n")]
    [InlineData("\u0662\u0665\u0660 Ok\r\n")]
    public void What_is_no_reply_is_an_error(string text) =>
        Assert.Throws<SmtpProtocolException>(() => new SmtpReplyParser().TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("+OK ready", "POP3")]
    [InlineData("-ERR no", "POP3")]
    [InlineData("* OK ready", "IMAP")]
    [InlineData("HTTP/1.1 400", "HTTP")]
    [InlineData("<!DOCTYPE html>", "HTTP")]
    [InlineData("SSH-2.0-x", "SSH")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002", "TLS")]
    [InlineData("\u0016\u0003\u0003", "TLS")]
    public void Another_service_is_named_as_soon_as_it_can_be_told(string text, string service)
    {
        var octets = Encoding.Latin1.GetBytes(text);
        var parser = new SmtpReplyParser();
        SmtpProtocolException? error = null;
        for (var end = 1; end <= octets.Length && error is null; end++)
        {
            error = Record.Exception(() => parser.TryParse(octets.AsSpan(0, end), out _)) as SmtpProtocolException;
        }

        Assert.Contains(service, error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_hold_to_the_octet()
    {
        var longest = $"250 {new string('x', SmtpReplyParser.MaxLineLength - 4)}";
        Assert.NotNull(Parse(longest + "\r\n"));
        Assert.Contains("longer than", Assert.Throws<SmtpProtocolException>(() => Parse(longest + "x\r\n")).Message, StringComparison.Ordinal);
        Assert.Null(Parse(longest));
        _ = Assert.Throws<SmtpProtocolException>(() => Parse(longest + "x"));

        var most = string.Concat(Enumerable.Repeat("250-x\r\n", SmtpReplyParser.MaxLines - 1));
        Assert.Equal(SmtpReplyParser.MaxLines, Parse(most + "250 x\r\n")!.Lines.Count);
        Assert.Contains("lines", Assert.Throws<SmtpProtocolException>(() => Parse(most + "250-x\r\n")).Message, StringComparison.Ordinal);

        var large = string.Concat(Enumerable.Repeat($"250-{new string('x', 1000)}\r\n", (SmtpReplyParser.MaxReplyLength / 1006) + 1));
        Assert.Contains("octets", Assert.Throws<SmtpProtocolException>(() => Parse(large)).Message, StringComparison.Ordinal);

        static SmtpReply? Parse(string text) => new SmtpReplyParser().TryParse(Encoding.ASCII.GetBytes(text), out _);
    }

    [Fact]
    public void Text_is_told_apart_from_codes_and_lines()
    {
        var reply = SmtpReply.Parse("250-2.6.0 <id@host> [InternalId=1] \n250 2.6.0 Queued");

        Assert.Equal((250, "2.6.0"), (reply.Code, reply.EnhancedStatus.ToString()));
        Assert.Equal("<id@host> [InternalId=1] \nQueued", reply.Text);
        Assert.Equal(["2.6.0 <id@host> [InternalId=1] ", "2.6.0 Queued"], reply.Lines);
        Assert.Equal("250-2.6.0 <id@host> [InternalId=1] \n250 2.6.0 Queued", reply.ToString());
    }

    [Theory]
    [InlineData("250 message processed", null, "message processed")]
    [InlineData("250 2.0.0", "2.0.0", "")]
    [InlineData("250 2.0.0Ok", null, "2.0.0Ok")]
    [InlineData("250 4.5.3.1 says so", null, "4.5.3.1 says so")]
    [InlineData("250 3.0.0 odd class", null, "3.0.0 odd class")]
    [InlineData("550-5.7.26 No\n550 authentication", "5.7.26", "No\nauthentication")]
    [InlineData("550-first\n550 5.7.1 last", "5.7.1", "first\nlast")]
    [InlineData("550-5.7.1 a\n550 5.7.2 b", "5.7.2", "5.7.1 a\nb")]
    [InlineData("550 5.1.1: No", "5.1.1", ": No")]
    public void Enhanced_codes_are_found_where_they_are(string text, string? code, string rest)
    {
        var reply = SmtpReply.Parse(text);

        Assert.Equal((code, rest), (reply.EnhancedStatus?.ToString(), reply.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("250-more")]
    [InlineData("250 a\n250 b")]
    public void A_text_that_is_not_exactly_one_reply_is_refused(string text) => Assert.Throws<SmtpProtocolException>(() => SmtpReply.Parse(text));

    private static void AssertSame(SmtpReply expected, SmtpReply? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(
            (expected.Code, expected.ToString(), expected.Text, expected.EnhancedStatus, expected.Anomalies),
            (actual.Code, actual.ToString(), actual.Text, actual.EnhancedStatus, actual.Anomalies));
    }
}

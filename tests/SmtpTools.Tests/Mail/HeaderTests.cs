using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Header fields: what is encoded, how it is folded, and what is refused.</summary>
public sealed partial class HeaderTests
{
    public static TheoryData<string> Subjects => new()
    {
        "plain",
        string.Empty,
        "Gr\u00FC\u00DFe an alle, die dies lesen, weil es ein langer Text ist, der umbrochen werden muss, mit \u00DCml\u00E4uten",
        string.Concat(Enumerable.Repeat("\U0001F600", 40)),
        string.Concat(Enumerable.Repeat("\U00020000", 7)),
        string.Concat(Enumerable.Repeat("\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466", 9)),
        new string('\u00E9', 139),
        "x " + new string('a', 300) + " y",
        new string('a', 2000),
        "=?utf-8?q?literal?= text",
        "\u00E9 =?utf-8?b?8J+YgA==?= \U0001F600" + new string('\u6F22', 200),
        "a =? b ?= c",
        "tab\tand   several spaces",
        "quotes \" and \\ and ( parens ), <angle>, com,ma; semi: colon",
        "\u05E9\u05DC\u05D5\u05DD mixed \u0645\u0631\u062D\u0628\u0627 directions",
        string.Join(' ', Enumerable.Range(0, 200)),
    };

    [Theory]
    [MemberData(nameof(Subjects))]
    public void A_subject_arrives_as_it_was(string subject)
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Subject = subject));

        Built.AssertClean(message);
        Assert.Equal(subject, Built.Parse(message).Headers[HeaderId.Subject]);
        Assert.Equal(subject, Built.Reopen(message).Subject);
        AssertEncodedWords(message);
    }

    [Theory]
    [MemberData(nameof(Subjects))]
    public void So_does_any_further_field_whatever_the_length_of_its_name(string value)
    {
        const string Name = "X-A-Very-Long-Header-Name-That-Takes-Most-Of-A-Line-By-Itself";
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Headers.Add(new MailHeader(Name, value))));

        Built.AssertClean(message);
        Assert.Equal(value, Built.Parse(message).Headers[Name]);
        AssertEncodedWords(message);
    }

    [Theory]
    [InlineData("J\u00F6rg, M\u00FCller \"x\"")]
    [InlineData("plain words")]
    [InlineData("Zo\u00EB \u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9 tail")]
    [InlineData("dots. and, commas; (parens) <angle> @")]
    [InlineData("\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57")]
    public void A_display_name_arrives_as_it_was(string name)
    {
        var quoted = $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" <a@example.com>";
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.From = quoted;
            o.To = [quoted, .. Enumerable.Range(0, 30).Select(i => $"Person {i} <person{i}@example.com>")];
        }));

        Built.AssertClean(message);
        AssertEncodedWords(message);
        var read = Built.Parse(message);
        Assert.Equal(name, read.From[0].Name);
        Assert.Equal(name, read.To[0].Name);
        Assert.Equal(31, read.To.Count);
    }

    [Fact]
    public void A_long_word_stays_readable_and_references_are_folded()
    {
        var token = new string('t', 300);
        var references = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"<{i:d10}.abcdefghijkl@example.com>"));
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Headers.Add(new MailHeader("X-Token", token));
            o.Headers.Add(new MailHeader("References", references));
            o.Headers.Add(new MailHeader("List-Unsubscribe", $"<https://example.com/{token}>, <mailto:u@example.com>"));
        }));

        Built.AssertClean(message);
        var text = Built.Text(message);
        Assert.Contains($"X-Token: {token}\r\n", text, StringComparison.Ordinal);
        Assert.Contains($"<https://example.com/{token}>", text, StringComparison.Ordinal);
        Assert.Equal(references, string.Join(' ', Built.Parse(message).References.Select(id => $"<{id}>")));
    }

    [Theory]
    [InlineData("References", "\u00E9")]
    [InlineData("List-Unsubscribe", "<https://example.com/\u00E9>")]
    public void A_field_without_encoded_words_takes_only_ascii(string name, string value)
    {
        var error = Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Headers.Add(new MailHeader(name, value)))));

        Assert.Contains(name, error.ParamName, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_no_line_holds_is_an_error_where_it_cannot_be_encoded() =>
        Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Headers.Add(new MailHeader("References", new string('a', 998))))));

    [Theory]
    [InlineData("From")]
    [InlineData("to")]
    [InlineData("Cc")]
    [InlineData("Subject")]
    [InlineData("Bcc")]
    [InlineData("Resent-Bcc")]
    [InlineData("MIME-Version")]
    [InlineData("content-type")]
    [InlineData("Content-Transfer-Encoding")]
    [InlineData("")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("X\r\nBcc")]
    [InlineData("X-\u00E9")]
    public void A_field_that_has_its_own_parameter_or_is_no_field_is_refused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Headers.Add(new MailHeader(name, "value")))));

        Assert.Equal("Headers", error.ParamName);
        Assert.DoesNotContain('\n', error.Message.Split(" (Parameter", StringSplitOptions.None)[0]);
    }

    [Fact]
    public void Fields_with_an_option_take_its_place_once()
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Headers.Add(new MailHeader("message-id", "<given@example.net>"));
            o.Headers.Add(new MailHeader("Date", "Sat, 3 Feb 2001 04:05:06 -0300"));
            o.Headers.Add(new MailHeader("Reply-To", "J\u00F6rg <answers@example.net>"));
            o.Headers.Add(new MailHeader("Sender", "other@example.net"));
            o.Headers.Add(new MailHeader("X-Priority", "2"));
            o.Priority = MailPriority.High;
        }));

        Assert.Equal("<given@example.net>", message.MessageId);
        Assert.Equal(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(-3)), message.Date);
        Assert.Equal(["\"J\u00F6rg\" <answers@example.net>"], message.ReplyTo);
        Assert.Equal("other@example.net", message.EnvelopeFrom);
        Assert.Equal(["2"], message.Headers.Where(header => header.Name == "X-Priority").Select(header => header.Value));
        Assert.Equal(message.Headers.Select(header => header.Name).Distinct(), message.Headers.Select(header => header.Name));
        Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.MessageId = "<a@example.com>";
            o.Headers.Add(new MailHeader("Message-ID", "<b@example.com>"));
        })));
    }

    [Theory]
    [InlineData(-210, "-0330")]
    [InlineData(-30, "-0030")]
    [InlineData(0, "+0000")]
    [InlineData(345, "+0545")]
    [InlineData(840, "+1400")]
    public void A_date_tells_its_zone(int minutes, string zone)
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Date = new DateTimeOffset(2026, 11, 2, 9, 5, 7, TimeSpan.FromMinutes(minutes))));

        Assert.Contains($"\r\nDate: Mon, 02 Nov 2026 09:05:07 {zone}\r\n", "\r\n" + Built.Text(message), StringComparison.Ordinal);
        Assert.Equal(message.Date, Built.Reopen(message).Date);
    }

    [Theory]
    [InlineData("no-at-sign")]
    [InlineData("<a b@example.com>")]
    [InlineData("<a@example.com>\r\nBcc: v@example.com")]
    [InlineData("<a@example.com> <b@example.com>")]
    [InlineData("")]
    public void A_message_id_that_is_none_is_refused(string messageId) =>
        Assert.Equal("MessageId", Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.MessageId = messageId))).ParamName);

    // Every encoded word alone decodes to whole characters, and none is longer than 75 (RFC 2047 2, 5).
    private static void AssertEncodedWords(MailMessage message)
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        var text = Built.Text(message);
        foreach (Match word in Words().Matches(text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)]))
        {
            Assert.InRange(word.Length, 1, 75);
            var octets = word.Groups[1].Value is "b" or "B" ? Convert.FromBase64String(word.Groups[2].Value) : Unquoted(word.Groups[2].Value);
            _ = strict.GetString(octets);
        }
    }

    private static byte[] Unquoted(string text)
    {
        var octets = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            octets.Add(text[i] == '=' ? byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)text[i]);
            i += text[i] == '=' ? 2 : 0;
        }

        return [.. octets];
    }

    [GeneratedRegex(@"=\?(?:utf-8|us-ascii)\?([bqBQ])\?([^?]*)\?=")]
    private static partial Regex Words();
}

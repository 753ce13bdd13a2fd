using System.Text;
using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>What is built is read again with MimeKit's parser.</summary>
public sealed class MessageBuilderTests
{
    [Fact]
    public void Text_alone_is_one_part_without_disposition()
    {
        var message = MessageBuilder.Build(Options(o => o.Body = "Hello\nWorld"));

        var read = Built.Parse(message);
        var part = Assert.IsType<TextPart>(read.Body);
        Assert.Equal("text/plain", part.ContentType.MimeType);
        Assert.Equal("utf-8", part.ContentType.Charset);
        Assert.Null(part.ContentDisposition);
        Assert.Equal("Hello\r\nWorld\r\n", Encoding.UTF8.GetString(Built.Octets(part)));
        Assert.Equal(["1 text/plain (12)"], message.Parts.Select(p => p.ToString()));
    }

    [Fact]
    public void The_structure_is_mixed_alternative_related_as_far_as_it_is_needed()
    {
        var message = MessageBuilder.Build(Options(o =>
        {
            o.Body = "text";
            o.HtmlBody = "<img src=\"cid:logo.png\">";
            o.InlineImages.Add(MailAttachment.FromOctets([1, 2, 3], "logo.png"));
            o.Attachments.Add(MailAttachment.FromOctets([4, 5], "report.pdf"));
        }));

        Assert.Equal(
            ["1 multipart/mixed", "1.1 multipart/alternative", "1.1.1 text/plain", "1.1.2 multipart/related", "1.1.2.1 text/html", "1.1.2.2 image/png", "1.2 application/pdf"],
            message.Parts.Select(part => $"{part.Path} {part.ContentType}"));
        var read = Built.Parse(message);
        var related = read.BodyParts.OfType<MimePart>().Single(part => part.ContentType.MimeType == "image/png");
        Assert.Contains($"cid:{related.ContentId}", read.HtmlBody, StringComparison.Ordinal);
        Assert.EndsWith("@example.com", related.ContentId, StringComparison.Ordinal);
        Assert.Equal("inline", related.ContentDisposition!.Disposition);
        Assert.Equal([4, 5], Built.Octets(read.Attachments.OfType<MimePart>().Single()));
        Assert.Equal(message.Parts.Select(part => part.ContentType), Built.Reopen(message).Parts.Select(part => part.ContentType));
    }

    [Theory]
    [InlineData("some longer text with one \u20AC", "quoted-printable")]
    [InlineData("\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57\u6F22\u5B57", "base64")]
    [InlineData("plain", "7bit")]
    [InlineData("tab\tand trailing ", "7bit")]
    [InlineData("escape \u001B[1m", "7bit")]
    [InlineData("From the start", "7bit")]
    [InlineData("", "7bit")]
    public void Any_text_arrives_as_it_was_and_travels_as_ascii(string text, string encoding)
    {
        var message = MessageBuilder.Build(Options(o => o.Body = text));

        Assert.Equal(encoding, message.Parts[0].TransferEncoding);
        Assert.Equal(BodyEncoding.SevenBit, message.Encoding);
        Assert.Equal(text, Built.Parse(message).TextBody!.TrimEnd('\r', '\n'));
        Built.AssertClean(message);
    }

    [Theory]
    [InlineData(998)]
    [InlineData(999)]
    [InlineData(20_000)]
    public void No_line_is_longer_than_998(int length)
    {
        var message = MessageBuilder.Build(Options(o => o.HtmlBody = new string('x', length)));

        Built.AssertClean(message);
        Assert.Equal(new string('x', length), Built.Parse(message).HtmlBody!.TrimEnd('\r', '\n'));
    }

    [Fact]
    public void Quoted_printable_lines_have_at_most_76_characters()
    {
        var message = MessageBuilder.Build(Options(o => o.Body = string.Join("\n", Enumerable.Range(0, 200).Select(i => new string('x', i) + "\u00E9"))));

        var body = Encoding.ASCII.GetString(message.ToOctets());
        body = body[body.IndexOf("\r\n\r\n", StringComparison.Ordinal)..];
        Assert.Equal("quoted-printable", message.Parts[0].TransferEncoding);
        Assert.All(body.Split("\r\n"), line => Assert.InRange(line.Length, 0, 76));
    }

    [Fact]
    public void Envelope_has_each_recipient_once_and_bcc_is_not_in_the_message()
    {
        var message = MessageBuilder.Build(Options(o =>
        {
            o.To = ["A <a@example.com>, b@example.com; a@EXAMPLE.com"];
            o.Cc = ["C <c@example.com>", "b@example.com"];
            o.Bcc = ["hidden@example.com", "a@example.com"];
        }));

        Assert.Equal(["a@example.com", "b@example.com", "c@example.com", "hidden@example.com"], message.EnvelopeTo);
        Assert.Equal("sender@example.com", message.EnvelopeFrom);
        var text = Encoding.ASCII.GetString(message.ToOctets());
        Assert.DoesNotContain("hidden", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("bcc", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["hidden@example.com", "a@example.com"], message.Bcc);
    }

    [Fact]
    public void Only_hidden_recipients_make_no_empty_To()
    {
        var message = MessageBuilder.Build(Options(o =>
        {
            o.To.Clear();
            o.Bcc = ["hidden@example.com"];
        }));

        Assert.Equal(["hidden@example.com"], message.EnvelopeTo);
        Assert.DoesNotContain("\nTo:", Encoding.ASCII.GetString(message.ToOctets()), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_reverse_path_can_be_asked_for()
    {
        Assert.Equal(string.Empty, MessageBuilder.Build(Options(o => o.EnvelopeFrom = "<>")).EnvelopeFrom);
        Assert.Equal("bounce@example.net", MessageBuilder.Build(Options(o => o.EnvelopeFrom = "bounce@example.net")).EnvelopeFrom);
    }

    [Fact]
    public void Message_id_is_random_at_the_senders_domain_in_ascii()
    {
        var one = MessageBuilder.Build(Options(o => o.From = "J\u00F6rg <j@b\u00FCcher.example>"));
        var two = MessageBuilder.Build(Options(o => o.From = "j@b\u00FCcher.example"));

        Assert.Matches("^<[a-z2-7]{26}@xn--bcher-kva\\.example>$", one.MessageId);
        Assert.NotEqual(one.MessageId, two.MessageId);
        Assert.Equal(one.MessageId, $"<{Built.Parse(one).MessageId}>");
    }

    [Fact]
    public void Date_comes_from_the_clock_unless_it_is_given()
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(5.5)));
        var given = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(-3));

        Assert.Contains("Date: Mon, 02 Nov 2026 10:00:00 +0530\r\n", Built.Text(MessageBuilder.Build(Options(_ => { }), clock)), StringComparison.Ordinal);
        Assert.Contains("Date: Sat, 03 Feb 2001 04:05:06 -0300\r\n", Built.Text(MessageBuilder.Build(Options(o => o.Date = given), clock)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailPriority.High, "X-Priority: 1", "Importance: high", "Priority: urgent")]
    [InlineData(MailPriority.Low, "X-Priority: 5", "Importance: low", "Priority: non-urgent")]
    public void Priority_is_said_in_all_three_fields(MailPriority priority, params string[] fields)
    {
        var text = Built.Text(MessageBuilder.Build(Options(o => o.Priority = priority)));

        Assert.All(fields, field => Assert.Contains($"\r\n{field}\r\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Normal_priority_says_nothing() =>
        Assert.DoesNotContain("riority", Built.Text(MessageBuilder.Build(Options(_ => { }))), StringComparison.Ordinal);

    [Fact]
    public void Non_ascii_local_part_makes_headers_utf8_and_keeps_the_domain_unicode()
    {
        var message = MessageBuilder.Build(Options(o =>
        {
            o.To = ["\u7528\u6237 <\u7528\u6237@\u4F8B\u3048.\u30C6\u30B9\u30C8>"];
            o.Subject = "Gr\u00FC\u00DFe";
        }));

        Assert.True(message.NeedsSmtpUtf8);
        Assert.Equal(["\u7528\u6237@\u4F8B\u3048.\u30C6\u30B9\u30C8"], message.EnvelopeTo);
        var text = Encoding.UTF8.GetString(message.ToOctets());
        Assert.Contains("<\u7528\u6237@\u4F8B\u3048.\u30C6\u30B9\u30C8>", text, StringComparison.Ordinal);
        Assert.Contains("Subject: Gr\u00FC\u00DFe\r\n", text, StringComparison.Ordinal);
        Assert.Null(message.GetContent().ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: false, out var reason));
        Assert.Contains("RFC 6530", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ascii_local_part_at_an_international_domain_needs_no_smtputf8()
    {
        var message = MessageBuilder.Build(Options(o => o.To = ["user@b\u00FCcher.example"]));

        Assert.False(message.NeedsSmtpUtf8);
        Assert.Equal(["user@xn--bcher-kva.example"], message.EnvelopeTo);
        Assert.Contains("To: user@xn--bcher-kva.example\r\n", Built.Text(message), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_authors_need_a_sender()
    {
        var error = Assert.Throws<ArgumentException>(() => MessageBuilder.Build(Options(o => o.From = "a@example.com, b@example.com")));
        Assert.Equal("From", error.ParamName);

        var message = MessageBuilder.Build(Options(o =>
        {
            o.From = "a@example.com, b@example.com";
            o.Sender = "b@example.com";
        }));
        Assert.Equal("b@example.com", message.EnvelopeFrom);
        Assert.Contains("\r\nSender: b@example.com\r\n", Built.Text(message), StringComparison.Ordinal);
    }

    [Fact]
    public void Attachments_alone_still_have_an_empty_text()
    {
        var message = MessageBuilder.Build(Options(o =>
        {
            o.Body = null;
            o.Attachments.Add(MailAttachment.FromOctets([1], "a.bin"));
        }));

        Assert.Equal(["multipart/mixed", "text/plain", "application/octet-stream"], message.Parts.Select(part => part.ContentType));
        Assert.Single(message.Attachments);
        Assert.True(string.IsNullOrWhiteSpace(Built.Parse(message).TextBody));
    }

    internal static MailMessageOptions Options(Action<MailMessageOptions> change)
    {
        var options = new MailMessageOptions { From = "sender@example.com", To = ["recipient@example.com"], Subject = "Test", Body = "Body" };
        change(options);
        return options;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("Fixed", now.Offset, "Fixed", "Fixed");

        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}

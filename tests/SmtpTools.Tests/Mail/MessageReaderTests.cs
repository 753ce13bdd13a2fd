using System.Text;
using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Ready messages: sent octet by octet but for Bcc, their envelope from their headers.</summary>
public sealed class MessageReaderTests : IDisposable
{
    private const string Plain = "From: A <a@example.com>\r\nTo: b@example.com\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.com>\r\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Hidden => new()
    {
        { "Bcc: x@example.com\r\nSubject: s\r\n\r\nBcc: body\r\n", "Subject: s\r\n\r\nBcc: body\r\n" },
        { "Subject: s\r\nBCC : x@example.com,\r\n\ty@example.com\r\nX: 1\r\n\r\n", "Subject: s\r\nX: 1\r\n\r\n" },
        { "Subject: s\nbcc:\n x@example.com\n\nbody", "Subject: s\n\nbody" },
        { "Subject: s\r\nBcc: x@example.com\r\nResent-Bcc: y@example.com\r\n\r\n", "Subject: s\r\n\r\n" },
        { "Subject: s\r\nBcc: x@example.com", "Subject: s\r\n" },
        { "Subject: s\r\nBcc-Like: x\r\nX: Bcc: y\r\n Bcc: folded\r\n\r\n", "Subject: s\r\nBcc-Like: x\r\nX: Bcc: y\r\n Bcc: folded\r\n\r\n" },
        { "Subject:  odd   spacing \r\nX-Raw: \u00E9\r\n\r\n.\r\nlone \r and \n ends", "Subject:  odd   spacing \r\nX-Raw: \u00E9\r\n\r\n.\r\nlone \r and \n ends" },
        { "\uFEFFSubject: s\r\nBcc: x@example.com\r\n\r\n", "Subject: s\r\n\r\n" },
        { "From someone Mon Nov  2 10:00:00 2026\nSubject: s\nBcc: x@example.com\n\nbody\n", "Subject: s\n\nbody\n" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Hidden))]
    public void All_but_bcc_fields_is_sent_octet_by_octet(string given, string sent)
    {
        var octets = Encoding.UTF8.GetBytes(given);
        var expected = Encoding.UTF8.GetBytes(sent);

        Assert.Equal(expected, MessageReader.Open(octets).ToOctets());
        Assert.Equal(expected, MessageReader.Open(new MemoryStream(octets)).ToOctets());
        Assert.Equal(expected, MessageReader.Open(_folder.File("a.eml", octets)).ToOctets());
    }

    [Fact]
    public void Only_a_whole_canonical_message_in_memory_is_one_block_for_the_session()
    {
        var octets = Encoding.ASCII.GetBytes(Plain + "\r\nbody\r\n");

        Assert.Equal(octets, MessageReader.Open(octets).GetContent().CanonicalBlock!.Value.ToArray());
        Assert.Null(MessageReader.Open(_folder.File("a.eml", octets)).GetContent().CanonicalBlock);
        Assert.Null(MessageReader.Open(Encoding.ASCII.GetBytes("Subject: s\n\nbody\n")).GetContent().CanonicalBlock);
        Assert.Null(MessageReader.Open(Encoding.ASCII.GetBytes("To: a@example.com\r\nBcc: b@example.com\r\nSubject: s\r\n\r\n")).GetContent().CanonicalBlock);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(60_000)]
    public void The_header_block_ends_wherever_a_buffer_ends(int padding)
    {
        for (var shift = 0; shift < 6; shift++)
        {
            var start = $"X-Pad: {new string('p', padding)}\r\nX-Shift: {new string('s', shift)}\r\n";
            var message = MessageReader.Open(Encoding.ASCII.GetBytes(start + "Bcc: x@example.com\r\n\r\nBcc: stays\r\n"));

            Assert.Equal(start + "\r\nBcc: stays\r\n", Built.Text(message));
        }
    }

    [Fact]
    public void Facts_are_those_of_the_message()
    {
        var message = MessageReader.Open(_folder.File(
            "a.eml",
            Plain + "Cc: \"C, D\" <c@example.com>\r\nBcc: h@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/html; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C3=A9</p>\r\n"));

        Assert.Equal("\"A\" <a@example.com>", message.From);
        Assert.Equal(["b@example.com"], message.To);
        Assert.Equal(["\"C, D\" <c@example.com>"], message.Cc);
        Assert.Equal(["h@example.com"], message.Bcc);
        Assert.Equal("Gr\u00FC\u00DFe", message.Subject);
        Assert.Equal("<1@example.com>", message.MessageId);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(1)), message.Date);
        Assert.Equal("<p>\u00E9</p>", message.HtmlBody!.TrimEnd());
        Assert.Equal("quoted-printable", message.Parts[0].TransferEncoding);
        Assert.Equal(["a@example.com", "b@example.com,c@example.com,h@example.com"], [message.EnvelopeFrom, string.Join(',', message.EnvelopeTo)]);
        Assert.Equal(_folder["a.eml"], message.Path);
        Assert.DoesNotContain(message.Headers, header => header.Name == "Bcc");
        Assert.Equal(["Its Bcc field is not sent."], message.Warnings);
    }

    [Theory]
    [InlineData("Return-Path: <r@example.com>\r\nSender: s@example.com\r\nFrom: a@example.com\r\nTo: b@example.com\r\n", "s@example.com", "b@example.com")]
    [InlineData("From: a@example.com, c@example.com\r\nTo: G: b@example.com, b@EXAMPLE.com;\r\nCc: d@example.com\r\n", "a@example.com", "b@example.com,d@example.com")]
    [InlineData("From: a@example.com\r\nTo: b@example.com\r\nResent-From: r@example.com\r\nResent-To: n@example.com\r\n", "r@example.com", "n@example.com")]
    [InlineData("Resent-From: r2@example.com\r\nResent-To: n2@example.com\r\nResent-From: r1@example.com\r\nResent-Cc: n1@example.com\r\nFrom: a@example.com\r\nTo: b@example.com\r\n", "r2@example.com", "n2@example.com")]
    [InlineData("Resent-Sender: s@example.com\r\nResent-From: r@example.com\r\nResent-Bcc: n@example.com\r\nFrom: a@example.com\r\nTo: b@example.com\r\n", "s@example.com", "n@example.com")]
    [InlineData("From: user@b\u00FCcher.example\r\nTo: \u7528\u6237@xn--bcher-kva.example\r\n", "user@xn--bcher-kva.example", "\u7528\u6237@b\u00FCcher.example")]
    [InlineData("Subject: nobody\r\n", "", "")]
    public void The_envelope_follows_from_the_headers(string header, string from, string to)
    {
        var message = MessageReader.Open(Encoding.UTF8.GetBytes(header + "\r\nbody\r\n"));

        Assert.Equal(from, message.EnvelopeFrom);
        Assert.Equal(to, string.Join(',', message.EnvelopeTo));
    }

    [Fact]
    public void What_receivers_may_not_like_is_told()
    {
        var message = MessageReader.Open(Encoding.ASCII.GetBytes(
            "From: a@example.com, b@example.com\r\nFrom: c@example.com\r\nMessage-ID:\r\nTo: nobody\r\nSubject: a\r\nSubject: b\r\n\r\n" + new string('x', 999) + "\r\n\0\r\n"));

        Assert.Equal(
            ["no Date", "no Message-ID", "several authors", "more than one From", "more than one Subject", "'nobody'", "999 octets", "NUL"],
            new[] { "no Date", "no Message-ID", "several authors", "more than one From", "more than one Subject", "'nobody'", "999 octets", "NUL" }
                .Where(word => message.Warnings.Any(warning => warning.Contains(word, StringComparison.Ordinal))));
        Assert.Equal(8, message.Warnings.Count);
    }

    [Fact]
    public void Input_that_is_no_message_is_an_error()
    {
        Assert.Contains("empty line", Assert.Throws<MailMessageException>(() => MessageReader.Open(Filled(MessageLimits.MaxHeaderBlock + 100_000))).Message, StringComparison.Ordinal);
        Assert.Contains("fields", Assert.Throws<MailMessageException>(() => MessageReader.Open(
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X: 1\r\n", MessageLimits.MaxHeaderFields + 1))))).Message, StringComparison.Ordinal);
        _ = Assert.Throws<MailMessageException>(() => MessageReader.Open([]));
        Assert.Contains("missing.eml", Assert.Throws<MailMessageException>(() => MessageReader.Open(_folder["missing.eml"])).Message, StringComparison.Ordinal);

        static byte[] Filled(int length)
        {
            var octets = new byte[length];
            Array.Fill(octets, (byte)'x');
            return octets;
        }
    }

    [Theory]
    [InlineData("multipart/mixed")]
    [InlineData("message/rfc822")]
    public void Parts_nested_without_end_are_looked_into_only_so_deep(string type)
    {
        var nested = new StringBuilder("From: a@example.com\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.com>\r\n");
        var isMultipart = type.StartsWith("multipart", StringComparison.Ordinal);
        for (var i = 0; i < 20_000; i++)
        {
            _ = nested.Append("Content-Type: ").Append(type).Append(isMultipart ? $"; boundary=b{i}b\r\n\r\n--b{i}b\r\n" : "\r\n\r\n");
        }

        var octets = Encoding.ASCII.GetBytes(nested.ToString());
        var message = MessageReader.Open(octets);

        Assert.InRange(message.Parts.Count, 2, (2 * MessageLimits.MaxDepth) + 2);
        Assert.Contains(message.Warnings, warning => warning.Contains("deeper", StringComparison.Ordinal));
        Assert.Equal(octets, message.ToOctets());
    }

    [Fact]
    public void Parts_without_end_are_listed_only_so_far()
    {
        var octets = Encoding.ASCII.GetBytes("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\n\r\n\r\n", 2 * MessageLimits.MaxParts)));
        var message = MessageReader.Open(octets);

        Assert.Equal(MessageLimits.MaxParts, message.Parts.Count);
        Assert.Contains(message.Warnings, warning => warning.Contains("parts", StringComparison.Ordinal));
        Assert.Equal(octets, message.ToOctets());
    }

    [Theory]
    [InlineData("8bit", "Gr\u00FC\u00DFe \u6F22\u5B57\r\nzweite Zeile\r\n", BodyEncoding.EightBitMime, BodyEncoding.SevenBit)]
    [InlineData("binary", "a\0b\u00E9\r\n", BodyEncoding.BinaryMime, BodyEncoding.SevenBit)]
    [InlineData("binary", "a\0b\u00E9\r\n", BodyEncoding.BinaryMime, BodyEncoding.EightBitMime)]
    public void A_ready_message_is_re_encoded_for_a_server_that_takes_less(string encoding, string body, BodyEncoding before, BodyEncoding widest)
    {
        var message = MessageReader.Open(_folder.File(
            "a.eml", Plain + "Bcc: h@example.com\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body));
        Assert.Equal(before, message.Encoding);

        var converted = message.GetContent().ConvertTo(widest, mayBreakSignatures: false, out var reason);
        Assert.NotNull(converted);
        Assert.Null(reason);
        Assert.Equal(widest, converted.Encoding);
        using var octets = new MemoryStream();
        converted.WriteTo(octets, CancellationToken.None);
        Assert.Equal(converted.Size, octets.Length);
        Assert.DoesNotContain(octets.ToArray(), octet => octet == 0 || (widest == BodyEncoding.SevenBit && octet > 127));
        Assert.DoesNotContain("Bcc", Encoding.ASCII.GetString(octets.ToArray()), StringComparison.Ordinal);
        octets.Position = 0;
        Assert.Equal(body, Encoding.UTF8.GetString(Built.Octets((MimePart)MimeMessage.Load(octets).Body!)));
    }

    [Theory]
    [InlineData("DKIM-Signature: v=1; b=x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\u00E9\r\n", "DKIM-Signature")]
    [InlineData("Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\u00E9\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n", "multipart/signed")]
    [InlineData("X-Name: \u00E9\r\n\r\nbody\r\n", "SMTPUTF8")]
    public void A_message_that_conversion_would_break_is_not_converted(string rest, string why)
    {
        var message = MessageReader.Open(Encoding.UTF8.GetBytes(Plain + rest));

        Assert.Null(message.GetContent().ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: false, out var reason));
        Assert.Contains(why, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_message_is_converted_where_its_signature_may_break_and_the_signature_is_named()
    {
        var message = MessageReader.Open(Encoding.UTF8.GetBytes(Plain + "DKIM-Signature: v=1; b=x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\u00E9\r\n"));

        var converted = message.GetContent().ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: true, out var reason);

        Assert.Equal(BodyEncoding.SevenBit, converted?.Encoding);
        Assert.Contains("DKIM-Signature", reason, StringComparison.Ordinal);
        Assert.Null(MessageReader.Open(Encoding.UTF8.GetBytes(Plain + "X-Name: \u00E9\r\n\r\nbody\r\n")).GetContent().ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: true, out _));
    }

    [Fact]
    public void A_message_that_needs_no_conversion_is_its_own()
    {
        var content = MessageReader.Open(Encoding.ASCII.GetBytes(Plain + "\r\nbody\r\n")).GetContent();

        Assert.Same(content, content.ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: false, out var reason));
        Assert.Null(reason);
    }
}

using System.Diagnostics;
using System.Text;

namespace SmtpTools.Tests.Mail;

/// <summary>What other programs write, or an attacker does: encoded words and multiparts beside the rules are read as far as they can be.</summary>
public sealed class MessageOddityTests
{
    private const string Plain = "From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n";

    // RFC 2047 6.2, RFC 2231 5: white space between two encoded words is none, a language is passed over, and what is no encoded word stays.
    [Theory]
    [InlineData("=?iso-8859-1?q?a?= =?iso-8859-1?q?b?=", "ab")]
    [InlineData("=?iso-8859-1?q?a?=\r\n  =?utf-8?b?w6Q=?=", "a\u00E4")]
    [InlineData("=?iso-8859-1?q?a?= b =?iso-8859-1?q?c?=", "a b c")]
    [InlineData("=?utf-8*en?q?x=20y?=", "x y")]
    [InlineData("=?UTF-8?B?w6Q", "=?UTF-8?B?w6Q")]
    [InlineData("=?utf-8?q", "=?utf-8?q")]
    [InlineData("=?utf-8?x?y?=", "=?utf-8?x?y?=")]
    [InlineData("=?no-such-charset?q?a?=", "a")]
    [InlineData("a ?= =? b", "a ?= =? b")]
    public void An_encoded_word_is_read_as_far_as_it_is_one(string written, string expected) =>
        Assert.Equal(expected, MessageReader.Open(Encoding.ASCII.GetBytes($"{Plain}Subject: {written}\r\n\r\n")).Subject);

    [Theory]
    [InlineData("=?utf-8?q?")]
    [InlineData("=?utf-8?b?=?=")]
    [InlineData("=?=?")]
    [InlineData("\"(<")]
    [InlineData(";name*0*=''")]
    [InlineData("a.")]
    public void A_hostile_field_takes_linear_time(string part)
    {
        var value = string.Join("\r\n ", Enumerable.Repeat(string.Concat(Enumerable.Repeat(part, 800 / part.Length)), 250));
        var watch = Stopwatch.StartNew();
        foreach (var field in new[] { "Subject", "From", "To", "Content-Type", "Content-Disposition", "Received", "DKIM-Signature" })
        {
            var message = MessageReader.Open(Encoding.ASCII.GetBytes($"{field}: {value}\r\nTo: b@example.com\r\n\r\nbody\r\n"));
            Assert.NotEmpty(message.ToOctets());
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
    }

    // RFC 2046 5.1.1: white space behind a boundary counts for nothing, one boundary may be the beginning of another, text before and after is no part.
    [Theory]
    [InlineData("multipart/mixed; boundary=b", "before\r\n--b  \r\n\r\none\r\n--b\t\r\n\r\ntwo\r\n--b--\r\nafter\r\n", "text/plain,text/plain")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\none\r\n--bb--\r\n--b\r\n\r\ntwo\r\n--b--\r\n", "multipart/mixed,text/plain,text/plain")]
    [InlineData("multipart/mixed; boundary=bb", "--bb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\n--bb\r\n\r\ntwo\r\n--bb--\r\n", "multipart/mixed,text/plain,text/plain")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\n\r\none\r\n--b\r\n\r\ntwo", "text/plain,text/plain")]
    [InlineData("multipart/mixed; boundary=\"\"", "--\r\n\r\none\r\n----\r\n", null)]
    [InlineData("multipart/mixed", "--b\r\n\r\none\r\n--b--\r\n", null)]
    public void A_multipart_is_read_as_far_as_it_is_one(string type, string body, string? parts)
    {
        var octets = Encoding.ASCII.GetBytes($"{Plain}Content-Type: {type}\r\n\r\n{body}");
        var message = MessageReader.Open(octets);

        Assert.Equal(octets, message.ToOctets());
        if (parts is not null)
        {
            Assert.Equal(parts.Split(','), message.Parts.Skip(1).Select(part => part.ContentType));
            Assert.Contains("one", message.TextBody, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_boundary_longer_than_the_rules_allow_is_one()
    {
        var boundary = new string('b', 200);
        var message = MessageReader.Open(Encoding.ASCII.GetBytes($"{Plain}Content-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n\r\none\r\n--{boundary}--\r\n"));

        Assert.Equal(["multipart/mixed", "text/plain"], message.Parts.Select(part => part.ContentType));
    }

    // What relays rewrite to is what is written: a comma and one space (RFC 6376 3.4.2 forgives no more than white space).
    [Fact]
    public void Addresses_are_divided_by_a_comma_and_a_space()
    {
        var text = Built.Text(MessageBuilder.Build(MessageBuilderTests.Options(o => o.Cc = ["a@example.com,b@example.com;c@example.com"])));

        Assert.Contains("\r\nCc: a@example.com, b@example.com, c@example.com\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_boundary_is_the_beginning_of_another_and_nothing_stands_around_the_parts()
    {
        var text = Built.Text(MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.HtmlBody = "<img src=\"cid:a.png\">";
            o.InlineImages.Add(MailAttachment.FromOctets([1], "a.png"));
            o.Attachments.Add(MailAttachment.FromOctets([1], "a.bin"));
        })));
        var boundaries = System.Text.RegularExpressions.Regex.Matches(text, "boundary=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(3, boundaries.Count);
        Assert.All(boundaries, one => Assert.Single(boundaries, other => other.StartsWith(one, StringComparison.Ordinal)));
        Assert.All(boundaries, one => Assert.Matches($"\r\n\r\n--{System.Text.RegularExpressions.Regex.Escape(one)}\r\n", text));
        Assert.EndsWith($"\r\n--{boundaries[0]}--\r\n", text, StringComparison.Ordinal);
    }
}

namespace SmtpTools.Tests.Mail;

/// <summary>No text that is given makes a header field of its own: it is refused, by the name of its parameter.</summary>
public sealed class InjectionTests
{
    private static readonly string[] s_attacks =
        ["a\r\nBcc: victim@example.com", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\r\n\r\nbody", "a\r\n X-Folded: 1", "a\0b", "a\u007Fb", "a\u001Bb", "a\u0085b", "\r\n.\r\nMAIL FROM:<x@example.com>"];

    public static TheoryData<string, string> Fields
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var attack in s_attacks)
            {
                foreach (var parameter in s_setters.Keys)
                {
                    data.Add(parameter, attack);
                }
            }

            return data;
        }
    }

    private static readonly Dictionary<string, Action<MailMessageOptions, string>> s_setters = new()
    {
        ["From"] = (o, x) => o.From = $"{x} <a@example.com>",
        ["Sender"] = (o, x) => o.Sender = $"{x} <a@example.com>",
        ["To"] = (o, x) => o.To = ["b@example.com", $"\"{x}\" <a@example.com>"],
        ["Cc"] = (o, x) => o.Cc = [$"a@example.com, {x}"],
        ["Bcc"] = (o, x) => o.Bcc = [$"<a@example.com>{x}"],
        ["ReplyTo"] = (o, x) => o.ReplyTo = [$"a@example.com ({x})"],
        ["EnvelopeFrom"] = (o, x) => o.EnvelopeFrom = $"\"{x}\"@example.com",
        ["Subject"] = (o, x) => o.Subject = x,
        ["MessageId"] = (o, x) => o.MessageId = $"<{x}@example.com>",
        ["Headers.X-Mailer"] = (o, x) => o.Headers.Add(new MailHeader("X-Mailer", x)),
        ["Headers.In-Reply-To"] = (o, x) => o.Headers.Add(new MailHeader("In-Reply-To", x)),
        ["Headers.Disposition-Notification-To"] = (o, x) => o.Headers.Add(new MailHeader("Disposition-Notification-To", x)),
        ["Headers.Return-Receipt-To"] = (o, x) => o.Headers.Add(new MailHeader("Return-Receipt-To", x)),
        ["Headers.List-Unsubscribe"] = (o, x) => o.Headers.Add(new MailHeader("List-Unsubscribe", x)),
        ["Headers.DKIM-Signature"] = (o, x) => o.Headers.Add(new MailHeader("DKIM-Signature", x)),
        ["Headers"] = (o, x) => o.Headers.Add(new MailHeader($"X-{x}", "1")),
        ["ReadReceiptTo"] = (o, x) => o.ReadReceiptTo = [$"{x} <a@example.com>"],
        ["UnsubscribeUris"] = (o, x) => o.UnsubscribeUris = [$"https://example.com/{x}"],
        ["Attachments.Name"] = (o, x) => o.Attachments.Add(MailAttachment.FromOctets([1], x)),
        ["Attachments.ContentType"] = (o, x) => o.Attachments.Add(Attachment(a => a.ContentType = $"text/plain; charset=\"{x}\"")),
        ["Attachments.ContentId"] = (o, x) => o.Attachments.Add(Attachment(a => a.ContentId = x)),
        ["InlineImages.Name"] = (o, x) => Image(o, a => a.Name = x),
        ["InlineImages.ContentType"] = (o, x) => Image(o, a => a.ContentType = x),
        ["InlineImages.ContentId"] = (o, x) => Image(o, a => a.ContentId = x),
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_control_character_is_refused(string parameter, string attack)
    {
        var error = Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => s_setters[parameter](o, attack))));

        Assert.Equal(parameter, error.ParamName);
    }

    [Theory]
    [InlineData("tab\there.txt")]
    [InlineData("quote\"back\\slash.txt")]
    [InlineData("semi;colon=equals.txt")]
    [InlineData("percent%41 star*0.txt")]
    public void Other_awkward_file_names_arrive_as_they_were(string name)
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromOctets([1], name))));

        Built.AssertClean(message);
        Assert.Equal(name, Assert.Single(Built.Reopen(message).Attachments).Name);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Subject = "a\uD800b";
            o.Body = "c\uDC00d";
            o.Attachments.Add(MailAttachment.FromOctets([1], "e\uD800.txt"));
        }));

        var read = Built.Reopen(message);
        Assert.Equal("a\uFFFDb", read.Subject);
        Assert.Equal("c\uFFFDd", read.TextBody!.TrimEnd());
        Assert.Equal("e\uFFFD.txt", read.Attachments[0].Name);
    }

    [Fact]
    public void A_nul_in_a_body_is_refused()
    {
        Assert.Equal("Body", Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Body = "a\0b"))).ParamName);
        Assert.Equal("HtmlBody", Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.HtmlBody = "a\0b"))).ParamName);
    }

    [Fact]
    public void Lines_of_a_body_stay_lines_of_the_body()
    {
        const string Body = ".\r\nMAIL FROM:<a@example.com>\n.\n..\rFrom nobody\r\n\r\nSubject: no";
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Body = Body));

        Built.AssertClean(message);
        Assert.Equal(
            ".\nMAIL FROM:<a@example.com>\n.\n..\nFrom nobody\n\nSubject: no",
            Built.Parse(message).TextBody!.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd());
    }

    private static MailAttachment Attachment(Action<MailAttachment> change)
    {
        var attachment = MailAttachment.FromOctets([1], "a.txt");
        change(attachment);
        return attachment;
    }

    private static void Image(MailMessageOptions options, Action<MailAttachment> change)
    {
        options.HtmlBody = "<img src=\"cid:a.txt\">";
        options.InlineImages.Add(Attachment(change));
    }
}

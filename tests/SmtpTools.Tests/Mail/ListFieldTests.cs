namespace SmtpTools.Tests.Mail;

/// <summary>List-Unsubscribe with one click, Auto-Submitted, Disposition-Notification-To.</summary>
public sealed class ListFieldTests
{
    [Fact]
    public void One_click_unsubscribe_is_written_as_RFC_8058_wants()
    {
        var message = Build(o =>
        {
            o.UnsubscribeUris = ["<https://example.com/u?" + new string('x', 200) + ">", "mailto:leave@example.com"];
            o.OneClickUnsubscribe = true;
        });

        Built.AssertClean(message);
        Assert.Equal($"<https://example.com/u?{new string('x', 200)}>, <mailto:leave@example.com>", Built.Parse(message).Headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", Built.Parse(message).Headers["List-Unsubscribe-Post"]);
    }

    [Theory]
    [InlineData("no uri")]
    [InlineData("ftp://example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://example.com/a b")]
    [InlineData("https://example.com/a>,<mailto:b@example.com")]
    [InlineData("https://example.com/\u00E4")]
    public void What_is_no_URI_is_refused(string uri) =>
        Assert.Equal("UnsubscribeUris", Assert.Throws<ArgumentException>(() => Build(o => o.UnsubscribeUris = [uri])).ParamName);

    [Fact]
    public void One_click_without_https_is_refused() =>
        Assert.Equal(
            "OneClickUnsubscribe",
            Assert.Throws<ArgumentException>(() => Build(o =>
            {
                o.UnsubscribeUris = ["mailto:leave@example.com", "http://example.com/"];
                o.OneClickUnsubscribe = true;
            })).ParamName);

    [Theory]
    [InlineData(MailAutoSubmitted.Generated, "auto-generated")]
    [InlineData(MailAutoSubmitted.Replied, "auto-replied")]
    [InlineData(MailAutoSubmitted.None, null)]
    public void Auto_submitted_is_told(MailAutoSubmitted value, string? expected) =>
        Assert.Equal(expected, Built.Parse(Build(o => o.AutoSubmitted = value)).Headers["Auto-Submitted"]);

    [Theory]
    [InlineData("List-Unsubscribe")]
    [InlineData("List-Unsubscribe-Post")]
    [InlineData("Auto-Submitted")]
    [InlineData("Disposition-Notification-To")]
    public void No_field_comes_twice(string field) =>
        Assert.Contains(field, Assert.Throws<ArgumentException>(() => Build(o =>
        {
            o.UnsubscribeUris = ["https://example.com/"];
            o.OneClickUnsubscribe = true;
            o.AutoSubmitted = MailAutoSubmitted.Generated;
            o.ReadReceiptTo = ["a@example.com"];
            o.Headers.Add(new MailHeader(field, "x@example.com"));
        })).Message, StringComparison.Ordinal);

    private static MailMessage Build(Action<MailMessageOptions> change) => MessageBuilder.Build(MessageBuilderTests.Options(change));
}

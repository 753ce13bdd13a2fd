using System.Text;
using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Invitations: what mail programs need to show buttons, and what is refused because they would not.</summary>
public sealed class CalendarTests
{
    public const string Invitation = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//Test//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:20261102-1@example.com
        DTSTAMP:20261101T090000Z
        DTSTART:20261102T090000Z
        DTEND:20261102T100000Z
        SUMMARY:Grüße €
        ORGANIZER:mailto:ana@example.org
        ATTENDEE;RSVP=TRUE:mailto:bo@example.com
        END:VEVENT
        END:VCALENDAR
        """;

    [Fact]
    public void It_is_the_last_alternative_with_the_method_of_the_object_and_no_disposition()
    {
        var message = Build(Invitation, o =>
        {
            o.HtmlBody = "<p>Come!</p><img src=\"cid:a.png\">";
            o.InlineImages.Add(MailAttachment.FromOctets([1], "a.png"));
        });

        Built.AssertClean(message);
        var alternative = Assert.IsType<MultipartAlternative>(Built.Parse(message).Body);
        Assert.Equal(["text/plain", "multipart/related", "text/calendar"], alternative.Select(part => part.ContentType.MimeType));
        var calendar = Assert.IsType<TextPart>(alternative[2]);
        Assert.Equal("REQUEST", calendar.ContentType.Parameters["method"]);
        Assert.Equal("utf-8", calendar.ContentType.Charset);
        Assert.Null(calendar.ContentDisposition);
        Assert.Equal(Invitation.ReplaceLineEndings("\r\n") + "\r\n", Encoding.UTF8.GetString(Built.Octets(calendar)));
    }

    [Theory]
    [InlineData("METHOD:CANCEL", "CANCEL")]
    [InlineData("method:reply", "REPLY")]
    public void Other_methods_go_too(string line, string expected) =>
        Assert.Equal(
            expected,
            Built.Parse(Build(Invitation.Replace("METHOD:REQUEST", line, StringComparison.Ordinal))).BodyParts.Last().ContentType.Parameters["method"]);

    [Theory]
    [InlineData("no calendar at all")]
    [InlineData("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1")]
    public void What_is_no_calendar_is_refused(string text) =>
        Assert.Equal("CalendarInvite", Assert.Throws<ArgumentException>(() => Build(text)).ParamName);

    [Theory]
    [InlineData("METHOD:REQUEST", "no METHOD")]
    [InlineData("ORGANIZER:mailto:ana@example.org", "ORGANIZER")]
    [InlineData("ATTENDEE;RSVP=TRUE:mailto:bo@example.com", "ATTENDEE")]
    public void What_would_show_no_buttons_is_refused(string without, string named)
    {
        var error = Assert.Throws<ArgumentException>(() => Build(string.Join('\n', Invitation.Split('\n').Where(line => line.Trim() != without))));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_nobody_knows_is_refused() =>
        Assert.Contains("'X'", Assert.Throws<ArgumentException>(() => Build(Invitation.Replace("METHOD:REQUEST", "METHOD:X", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    private static MailMessage Build(string calendar, Action<MailMessageOptions>? change = null) =>
        MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.CalendarInvite = calendar;
            change?.Invoke(o);
        }));
}

using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>References of HTML to inline images (RFC 2392, 2387).</summary>
public sealed class InlineImageTests
{
    [Theory]
    [InlineData("<img src=\"cid:logo.png\">")]
    [InlineData("<img src='cid:logo.png'>")]
    [InlineData("<img src=cid:logo.png alt=x>")]
    [InlineData("<img src=cid:logo.png>")]
    [InlineData("<IMG SRC=\"CID:LOGO.PNG\">")]
    [InlineData("<td style=\"background:url(cid:logo.png)\">")]
    [InlineData("<img src=\"cid:logo%2Epng\">")]
    [InlineData("<img src=\"cid:logo&#46;png\">")]
    public void A_file_name_is_replaced_by_a_content_id(string html)
    {
        var message = Build(html, Image("logo.png"));

        var image = Assert.Single(Built.Images(message));
        Assert.Contains(image.ContentId!, Built.Parse(message).HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("logo", Built.Parse(message).HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("multipart/related", message.Parts[0].ContentType);
        Assert.Equal("text/html", Built.Parse(message).Body!.ContentType.Parameters["type"]);
        Assert.Empty(message.Warnings);
        Assert.Empty(message.Attachments);
    }

    [Theory]
    [InlineData("logo@x", "<img src=\"cid:logo@x\">")]
    [InlineData("<logo@x>", "<img src=\"cid:logo@x\">")]
    [InlineData("logo@x", "<img src=\"cid:logo%40x\">")]
    [InlineData("logo", "<img src=\"cid:logo\">")]
    public void A_content_id_that_was_given_stays_as_it_is(string contentId, string html)
    {
        var image = Image("any.png");
        image.ContentId = contentId;
        var message = Build(html, image);

        Assert.Equal(contentId.Trim('<', '>'), Assert.Single(Built.Images(message)).ContentId);
        Assert.Equal(html, Built.Parse(message).HtmlBody!.TrimEnd());
        Assert.Empty(message.Warnings);
    }

    [Fact]
    public void A_name_with_spaces_is_matched()
    {
        var message = Build("<img src=\"cid:my logo.png\"><img src=\"cid:my%20logo.png\">", Image("my logo.png"));

        Assert.Equal(2, Built.Parse(message).HtmlBody!.Split(Assert.Single(Built.Images(message)).ContentId!).Length - 1);
    }

    [Fact]
    public void An_image_that_is_not_referred_to_goes_as_an_attachment_with_a_warning()
    {
        var message = Build("<img src=\"cid:a.png\"> says cid:b.png in text", Image("a.png"), Image("b.png"));

        Assert.Equal("a.png", Assert.Single(Built.Images(message)).FileName);
        Assert.Equal("b.png", Assert.Single(message.Attachments).Name);
        Assert.Contains("b.png", Assert.Single(message.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_to_nothing_is_a_warning()
    {
        var message = Build("<img src=\"cid:none.png\"><img src=\"cid:none.png\">");

        Assert.Contains("cid:none.png", Assert.Single(message.Warnings), StringComparison.Ordinal);
        Assert.Equal("text/html", message.Parts[0].ContentType);
    }

    [Fact]
    public void Two_images_of_one_name_are_refused() =>
        Assert.Equal("InlineImages", Assert.Throws<ArgumentException>(() => Build("<img src=\"cid:a.png\">", Image("a.png"), Image("A.png"))).ParamName);

    [Fact]
    public void Hostile_html_takes_linear_time()
    {
        var html = string.Concat(Enumerable.Repeat("\"cid:", 200_000)) + string.Concat(Enumerable.Repeat("(cid:", 200_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        _ = Build(html, Image("a.png"));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }

    private static MailMessage Build(string html, params MailAttachment[] images) =>
        MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Body = null;
            o.HtmlBody = html;
            o.HtmlOnly = true;
            o.InlineImages = images;
        }));

    private static MailAttachment Image(string name) => MailAttachment.FromOctets([1, 2, 3], name);
}

using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Images that CSS, srcset and poster name go along as those of src do; what CSS names besides images is told of.</summary>
public sealed class StyleImageTests : IDisposable
{
    private static readonly byte[] s_picture = [1, 2, 3, 250];

    private readonly TemporaryFolder _folder = new();

    public StyleImageTests()
    {
        _ = _folder.File("logo.png", s_picture);
        _ = _folder.File("my logo.png", s_picture);
        _ = _folder.File("font.woff2", s_picture);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<p style=\"background:red url(logo.png) no-repeat\">x</p>", "url(#)")]
    [InlineData("<p style='background-image: URL( \"my logo.png\" )'>x</p>", "URL(#)")]
    [InlineData("<p style=\"background:url(&quot;logo.png&quot;)\">x</p>", "url(#)")]
    [InlineData("<p style='background:url(my\\ logo.png)'>x</p>", "url(#)")]
    [InlineData("<p style='background:url(\\6c ogo.png)'>x</p>", "url(#)")]
    [InlineData("<style type=\"text/css\">td > p { background: url('logo.png') } /* url(none.png) */ a::after { content: 'url(none.png)' }</style><p>x", "{ background: url(#) } /* url(none.png) */ a::after { content: 'url(none.png)' }")]
    [InlineData("<style>a{b:url(data:image/png;base64,AQID+g==)}</style>", "<style>a{b:url(#)}</style>")]
    [InlineData("<video poster=logo.png></video>", "poster=\"#\"")]
    [InlineData("<img srcset=\"logo.png 2x\" src=\"https://example.com/x.png\">", "srcset=\"# 2x\"")]
    [InlineData("<picture><source srcset='logo.png 100w, https://example.com/y.png 200w'></picture>", "srcset=\"# 100w, https://example.com/y.png 200w\"")]
    [InlineData("<img srcset='https://example.com/y.png, logo.png 2x,data:image/png;base64,!! 3x'>", "https://example.com/y.png, # 2x,data:image/png;base64,!! 3x")]
    public void An_image_becomes_a_related_part(string html, string expected)
    {
        var message = Built.OfHtml(html, _folder.Path);

        Built.AssertClean(message);
        var image = Assert.Single(Built.Images(message));
        Assert.Equal(s_picture, Built.Octets(image));
        Assert.Equal("image/png", image.ContentType.MimeType);
        Assert.Contains(expected.Replace("#", $"cid:{image.ContentId}", StringComparison.Ordinal), Built.Parse(message).HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void One_image_in_many_places_is_sent_once()
    {
        var message = Built.OfHtml("<style>p{background:url(logo.png)}</style><img src=logo.png srcset='logo.png 1x, logo.png 2x'><p style='background:url(logo.png),url(logo.png)'>", _folder.Path);

        Assert.Equal(6, Built.Parse(message).HtmlBody!.Split($"cid:{Assert.Single(Built.Images(message)).ContentId}").Length - 1);
        Assert.Empty(message.Warnings);
    }

    [Fact]
    public void What_is_around_stays_as_it_was()
    {
        const string Html = "<html><head><title>a &amp; b</title><style>\r\n@media (max-width:600px) { a > b { color: red } }\r\np { background: url({0}) }\r\n</style></head>"
            + "<body bgcolor=red><!-- <p style='url(x.png)'> --><p class='a' style=\"font-family:'A B', serif\">x &lt; y</p>&nbsp;</body></html>";
        var message = Built.OfHtml(Html.Replace("{0}", "logo.png", StringComparison.Ordinal), _folder.Path);

        var cid = $"cid:{Assert.Single(Built.Images(message)).ContentId}";
        Assert.Equal(
            Html.Replace("{0}", cid, StringComparison.Ordinal).Replace("'a'", "\"a\"", StringComparison.Ordinal).Replace("=red", "=\"red\"", StringComparison.Ordinal),
            Built.Parse(message).HtmlBody!.TrimEnd().ReplaceLineEndings("\r\n").Replace("&#39;A B&#39;", "'A B'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<style>@font-face { src: url(font.woff2) }</style>", "font.woff2")]
    [InlineData("<style>@import url('more.css');</style>", "more.css")]
    [InlineData("<link rel='stylesheet' href='more.css'>", "more.css")]
    public void What_is_no_image_stays_with_a_warning(string html, string file)
    {
        var message = Built.OfHtml(html, _folder.Path);

        Assert.Empty(Built.Images(message));
        Assert.Equal(html, Built.Parse(message).HtmlBody!.Trim());
        Assert.Contains(file, Assert.Single(message.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p style='background:url(logo.png)'>")]
    [InlineData("<img srcset='logo.png 2x'>")]
    [InlineData("<td background='logo.png'>")]
    public void Without_a_folder_no_file_is_read_and_a_warning_says_so(string html)
    {
        var message = Built.OfHtml(html, null);

        Assert.Empty(Built.Images(message));
        Assert.Contains("ImageFolder", Assert.Single(message.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p style='background:url(../../../../../../etc/secret.png)'>")]
    [InlineData("<style>p{background:url(file:///etc/secret.png)}</style>")]
    [InlineData("<img srcset='/etc/secret.png 2x'>")]
    [InlineData(@"<p style='background:url(\\\\host\\share\\x.png)'>")]
    public void A_file_outside_of_the_folder_is_refused(string html) =>
        Assert.Equal("HtmlBody", Assert.Throws<ArgumentException>(() => Built.OfHtml(html, _folder.Path)).ParamName);

    [Theory]
    [InlineData("<p style='background:url(#a)'>")]
    [InlineData("<p style='background:url()'>")]
    [InlineData("<p style='background:url(logo.png'>")]
    [InlineData("<p style='background:url(logo.png x)'>")]
    [InlineData("<p style='background:curl(logo.png)'>")]
    [InlineData("<style>a{b:url(data:font/woff2;base64,AAAA)}</style>")]
    [InlineData("<img srcset=''><img srcset=' , '>")]
    [InlineData("<script>'url(logo.png)'</script>")]
    public void What_names_no_file_stays_as_it_is(string html)
    {
        var message = Built.OfHtml(html, _folder.Path);

        Assert.Empty(Built.Images(message));
        Assert.Equal(html, Built.Parse(message).HtmlBody!.Trim());
        Assert.Empty(message.Warnings);
    }

    [Theory]
    [InlineData("<img srcset='cid:logo.png 1x, cid:logo.png 2x'>")]
    [InlineData("<p style=\"background:url(&quot;cid:logo.png&quot;)\">")]
    [InlineData("<style>p{background:url('cid:logo.png')}</style>")]
    public void An_inline_image_is_found_by_its_name(string html)
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.HtmlBody = html;
            o.InlineImages.Add(MailAttachment.FromFile(_folder["logo.png"]));
        }));

        Assert.Empty(message.Warnings);
        Assert.Equal(html.Replace("logo.png", Assert.Single(Built.Images(message)).ContentId, StringComparison.Ordinal), Built.Parse(message).HtmlBody!.Trim());
    }

    [Fact]
    public void Hostile_CSS_takes_linear_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var part in new[] { "url(", "url('", "/*", "url(\\", "'\\", "srcset='cid:" })
        {
            _ = Built.OfHtml($"<style>{string.Concat(Enumerable.Repeat(part, 200_000))}</style><p style=\"{string.Concat(Enumerable.Repeat(part, 50_000))}\"><img srcset=\"{string.Concat(Enumerable.Repeat(", (", 50_000))}\">", null);
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }
}

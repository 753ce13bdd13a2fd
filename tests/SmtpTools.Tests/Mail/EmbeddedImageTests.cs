using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Images that HTML shows by data: URI or by local path go along as related parts; nothing else on this computer is read.</summary>
public sealed class EmbeddedImageTests : IDisposable
{
    private static readonly byte[] s_picture = [1, 2, 3, 250];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<p>x <IMG alt='a &amp; b' SRC = \"data:image/png;base64,AQID+g==\"></p>")]
    [InlineData("<input type=image src='data:image/png;base64,AQID%2Bg%3D%3D'>")]
    [InlineData("<table background=\"data:image/png;base64,AQID+g==\"><tr></table>")]
    public void A_data_image_becomes_a_related_part(string html)
    {
        var message = Built.OfHtml(html, null);

        Built.AssertClean(message);
        var image = Assert.Single(Built.Images(message));
        Assert.Equal("image/png", image.ContentType.MimeType);
        Assert.Equal("image1.png", image.FileName);
        Assert.Equal(s_picture, Built.Octets(image));
        Assert.Contains($"cid:{image.ContentId}", Built.Parse(message).HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("data:", Built.Parse(message).HtmlBody, StringComparison.Ordinal);
        Assert.Empty(message.Warnings);
    }

    [Theory]
    [InlineData("logo.png")]
    [InlineData("./sub/../logo.png")]
    [InlineData("my%20logo.png")]
    public void A_file_of_the_folder_becomes_a_related_part(string source)
    {
        _ = _folder.File("logo.png", s_picture);
        _ = _folder.File("my logo.png", s_picture);
        var message = Built.OfHtml($"<img src=\"{source}\"><img src=\"{source}\"><img src=\"https://example.com/x.png\">", _folder.Path);

        var image = Assert.Single(Built.Images(message));
        Assert.Equal(s_picture, Built.Octets(image));
        Assert.Equal(2, Built.Parse(message).HtmlBody!.Split($"cid:{image.ContentId}").Length - 1);
        Assert.Contains("https://example.com/x.png", Built.Parse(message).HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_URI_within_the_folder_is_one_too()
    {
        var path = _folder.File("logo.png", s_picture);

        Assert.Equal(s_picture, Built.Octets(Assert.Single(Built.Images(Built.OfHtml($"<img src=\"{new Uri(path).AbsoluteUri}\">", _folder.Path)))));
    }

    [Theory]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("..%2f..%2f..%2fetc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData(@"\\host\share\x.png")]
    [InlineData(@"\\host/share/x.png")]
    public void A_file_outside_of_the_folder_is_refused(string source)
    {
        var error = Assert.Throws<ArgumentException>(() => Built.OfHtml($"<img src=\"{source}\">", _folder.Path));

        Assert.Equal("HtmlBody", error.ParamName);
    }

    [Fact]
    public void Without_a_folder_no_file_is_read_and_a_warning_says_so()
    {
        var message = Built.OfHtml("<img src=\"/etc/passwd\">", null);

        Assert.Empty(Built.Images(message));
        Assert.Contains("ImageFolder", Assert.Single(message.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("//host/x.png")]
    [InlineData("cid:")]
    [InlineData("#x")]
    [InlineData("phar://x.png")]
    public void Nothing_is_fetched(string source) => Assert.Empty(Built.Images(Built.OfHtml($"<img src=\"{source}\">", _folder.Path)));

    [Fact]
    public void A_missing_file_is_an_error() =>
        Assert.Contains("none.png", Assert.Throws<MailMessageException>(() => Built.OfHtml("<img src=\"none.png\">", _folder.Path)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("data:image/png;base64,!!")]
    [InlineData("data:text/html,x")]
    [InlineData("data:image/png;base64")]
    public void What_can_not_be_decoded_stays_with_a_warning(string source)
    {
        var message = Built.OfHtml($"<img src=\"{source}\">", null);

        Assert.Equal($"<img src=\"{source}\">", Built.Parse(message).HtmlBody!.Trim());
        Assert.Contains("data:", Assert.Single(message.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void All_else_stays_as_it_was()
    {
        const string Html = "<!DOCTYPE html><html><head><style>td{color:red}</style><!--[if mso]><v:rect fill='x'></v:rect><![endif]--></head>\r\n"
            + "<body>&nbsp;<p class=\"a\">H\u00E9 &amp; <br/><![if !mso]>z<![endif]><a href=\"http://x/?a=1&amp;b=2\">l</a></p>{0}</body></html>";

        // The reader gives line ends of its own; those of the message are CRLF.
        Assert.Equal(Html.Replace("{0}", "<img src=\"x:y\">", StringComparison.Ordinal), Built.Parse(Built.OfHtml(Html.Replace("{0}", "<img src=\"x:y\">", StringComparison.Ordinal), null)).HtmlBody!.TrimEnd().ReplaceLineEndings("\r\n"));
        var message = Built.OfHtml(Html.Replace("{0}", "<img src=\"data:image/gif,x\">", StringComparison.Ordinal), null);
        Assert.Equal(Html.Replace("{0}", $"<img src=\"cid:{Built.Images(message)[0].ContentId}\"/>", StringComparison.Ordinal), Built.Parse(message).HtmlBody!.TrimEnd().ReplaceLineEndings("\r\n"));
        Built.AssertClean(message);
    }

    [Fact]
    public void Hostile_data_takes_linear_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        _ = Built.OfHtml($"<img src=\"data:image/png;{new string(',', 1_000_000)}\">", null);
        _ = Built.OfHtml(string.Concat(Enumerable.Repeat("<img src=\"data:", 50_000)), null);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }
}

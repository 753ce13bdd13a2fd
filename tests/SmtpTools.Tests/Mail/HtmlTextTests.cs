using System.Diagnostics;
using SmtpTools.Messages;

namespace SmtpTools.Tests.Mail;

/// <summary>The plain text that is made from HTML.</summary>
public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>One\n two</p><p>three</p>", "One two\n\nthree")]
    [InlineData("a<br>b<br><br>c", "a\nb\n\nc")]
    [InlineData("<h1>Title</h1>text", "Title\n\ntext")]
    [InlineData("<div>a</div><div>b</div>", "a\nb")]
    [InlineData("<ul><li>one<li>two<ul><li>inner</ul></ul>", "* one\n* two\n  * inner")]
    [InlineData("<ol start=3><li>c</li><li><p>d</p><p>e</p></li></ol>", "3. c\n\n4. d\n\n   e")]
    [InlineData("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc")]
    [InlineData("see <a href=\"https://example.com/x\">this <b>page</b></a>.", "see this page <https://example.com/x>.")]
    [InlineData("<a href='https://example.com/'>example.com</a> <a href='mailto:a@example.com'>a@example.com</a> <a href='#top'>up</a>", "example.com a@example.com up")]
    [InlineData("<a href='https://example.com/'><img src=x></a>", "https://example.com/")]
    [InlineData("<img src=x alt='Our logo'> <img src=y>", "Our logo")]
    [InlineData("<img src=x alt=One><img src=y alt=Two>", "One Two")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a b\nc d")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("a<hr>b", "a\n--------------------\nb")]
    [InlineData("&lt;b&gt; &amp; &euro;&nbsp;5 &#x1F600;", "<b> & \u20AC 5 \U0001F600")]
    [InlineData("<div style=\"display: none\">preview</div><p hidden>x</p>seen<script>alert(1)</script><style>p{}</style><title>t</title>", "seen")]
    [InlineData("<!--[if mso]><p>Outlook</p><![endif]-->all", "all")]
    [InlineData("broken <b>bold <i>both</b> rest <p>unclosed", "broken bold both rest\n\nunclosed")]
    [InlineData("", "")]
    public void It_reads_as_the_page_does(string html, string expected) =>
        Assert.Equal(expected, HtmlText.Of(html).ReplaceLineEndings("\n").TrimEnd('\n'));

    [Fact]
    public void HTML_alone_gets_text_beside_it_unless_it_is_to_go_alone()
    {
        var message = Build(false);
        Assert.Equal(["multipart/alternative", "text/plain", "text/html"], message.Parts.Select(part => part.ContentType));
        Assert.Equal("Grüße", Built.Parse(message).TextBody!.Trim());
        Assert.Equal("Grüße", message.TextBody!.Trim());

        Assert.Equal("text/html", Assert.Single(Build(true).Parts).ContentType);

        static MailMessage Build(bool isAlone) => MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Body = null;
            o.HtmlBody = "<p>Gr&uuml;&szlig;e</p>";
            o.HtmlOnly = isAlone;
        }));
    }

    [Theory]
    [InlineData("<div>", 20_000)]
    [InlineData("<ol><li>", 5_000)]
    [InlineData("<li>x", 50_000)]
    [InlineData("<a href='https://example.com/'>", 10_000)]
    [InlineData("<blockquote>", 5_000)]
    [InlineData("<", 500_000)]
    [InlineData("&", 500_000)]
    public void Hostile_HTML_ends_soon(string piece, int count)
    {
        var watch = Stopwatch.StartNew();
        _ = HtmlText.Of(string.Concat(Enumerable.Repeat(piece, count)) + "x");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
    }
}

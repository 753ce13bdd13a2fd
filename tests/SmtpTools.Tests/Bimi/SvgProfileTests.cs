using System.Text;

namespace SmtpTools.Tests.Bimi;

public class SvgProfileTests
{
    internal const string Good =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.2\" baseProfile=\"tiny-ps\" viewBox=\"0 0 145.5 145.5\"><title>Example</title><rect width=\"145\" height=\"145\"/></svg>";

    [Fact]
    public void A_logo_that_keeps_the_profile_has_no_problem()
    {
        var profile = Read(Good);
        Assert.Empty(profile.Problems);
        Assert.Equal("Example", profile.Title);
        Assert.Equal("tiny-ps", profile.BaseProfile);
        Assert.Equal(Good.Length, profile.Length);
    }

    [Theory]
    [InlineData("version=\"1.2\"", "version=\"1.1\"", "version")]
    [InlineData("baseProfile=\"tiny-ps\"", "", "baseProfile")]
    [InlineData("<title>Example</title>", "", "title")]
    [InlineData("<title>Example</title>", "<title/>", "title")]
    [InlineData("viewBox=\"0 0 145.5 145.5\"", "viewBox=\"0 0 300 100\"", "300 wide and 100 high")]
    [InlineData("viewBox=\"0 0 145.5 145.5\"", "width=\"145\"", "viewBox")]
    [InlineData("viewBox=", "x=\"0\" viewBox=", "x or y")]
    [InlineData("<rect", "<script>alert(1)</script><rect", "element script")]
    [InlineData("<rect", "<image/><rect", "element image")]
    [InlineData("<rect", "<animate/><rect", "element animate")]
    [InlineData("<rect", "<rect onclick=\"x()\"/><rect", "onclick")]
    [InlineData("<rect", "<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"https://evil.test/a\"/><rect", "outside")]
    [InlineData("<rect", "<use href=\"https://evil.test/a\"/><rect", "outside")]
    [InlineData("<rect", "<rect fill=\"url(https://evil.test/a#b)\"/><rect", "outside")]
    [InlineData("<rect", "<rect stroke=\"URL( 'https://evil.test/a#b' ) red\"/><rect", "outside")]
    [InlineData("<rect", "<rect fill=\"url(#a) url(data:image/png;base64,AAAA)\"/><rect", "outside")]
    [InlineData("<rect", "<rect fill=\"url(\"/><rect", "outside")]
    [InlineData("<rect", "<clipPath id=\"a\"/><rect", "element clipPath")]
    [InlineData("<rect", "<marker id=\"a\"/><rect", "element marker")]
    [InlineData("<rect", "<symbol id=\"a\"/><rect", "element symbol")]
    [InlineData("<rect", "<switch><rect/></switch><rect", "element switch")]
    [InlineData("<rect", "<svg/><rect", "element svg")]
    [InlineData("<rect", "<style>rect{}</style><rect", "element style")]
    [InlineData("<rect", "<foreignObject/><rect", "element foreignObject")]
    [InlineData("<rect", "<a><rect/></a><rect", "element a,")]
    [InlineData("<rect", "<h:p xmlns:h=\"http://www.w3.org/1999/xhtml\"/><rect", "element h:p")]
    [InlineData("<rect", "<p:namedview xmlns:p=\"urn:p\"/><rect", "element p:namedview")]
    [InlineData("<rect", "<metadata><script/></metadata><rect", "element script")]
    [InlineData("<rect", "<metadata><h:script xmlns:h=\"http://www.w3.org/1999/xhtml\"/></metadata><rect", "element h:script")]
    [InlineData("<rect", "<metadata><p:a xmlns:p=\"urn:p\"/></metadata><p:b xmlns:p=\"urn:p\"/><rect", "element p:b")]
    [InlineData("<rect", "<rect style=\"fill:red\"/><rect", "attribute style")]
    [InlineData("viewBox=", "zoomAndPan=\"magnify\" viewBox=", "zoomAndPan is \"magnify\" and not disable")]
    [InlineData("<rect", "<rect focusable=\"true\"/><rect", "focusable is \"true\" and not false")]
    [InlineData("<title>Example</title>", "<title><script/></title><title>Example</title>", "title holds the element script")]
    [InlineData("<title>Example</title>", "<title><script/></title><title>Example</title>", "more than one title")]
    [InlineData("<title>Example</title>", "<title/><title>Example</title>", "more than one title")]
    [InlineData("<title>Example</title>", "<title> </title>", "no title")]
    [InlineData("<title>Example</title>", "<g><title>Example</title></g>", "no title")]
    [InlineData("<svg ", "<?xml-stylesheet href=\"a.css\"?><svg ", "xml-stylesheet")]
    [InlineData("<svg ", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg ", "XML")]
    [InlineData("</svg>", "", "XML")]
    [InlineData("http://www.w3.org/2000/svg", "urn:other", "root")]
    public void What_breaks_the_profile_is_told(string right, string wrong, string why) =>
        Assert.Contains(why, string.Join(" ", Read(Good.Replace(right, wrong, StringComparison.Ordinal)).Problems), StringComparison.Ordinal);

    [Theory]
    [InlineData("<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"#a\"/>")]
    [InlineData("<defs><linearGradient id=\"a\"><stop offset=\"0\"/></linearGradient></defs><rect fill=\"url(#a)\" stroke=\"url( '#a' ) red\"/>")]
    [InlineData("<metadata><r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/></metadata>")]
    [InlineData("<metadata/><g><title>Part</title><desc>A part</desc><path d=\"M0 0\"/></g>")]
    [InlineData("<rect focusable=\"false\"/>")]
    public void What_the_profile_has_is_allowed(string drawing) =>
        Assert.Empty(Read(Good.Replace("<rect", drawing + "<rect", StringComparison.Ordinal)).Problems);

    [Theory]
    [InlineData("<title><![CDATA[Brand]]></title>")]
    [InlineData("<title>Br<![CDATA[an]]>d</title>")]
    [InlineData("<title>\n  Br<!-- and -->and </title>")]
    public void The_title_is_all_of_its_text(string title)
    {
        var profile = Read(Good.Replace("<title>Example</title>", title, StringComparison.Ordinal));

        Assert.Empty(profile.Problems);
        Assert.Equal("Brand", profile.Title);
    }

    [Fact]
    public void A_rule_that_is_broken_everywhere_is_told_once() => Assert.Equal(
        ["It has the attribute style, which the profile does not allow."],
        Read(Good.Replace("<rect", string.Concat(Enumerable.Repeat("<g style=\"fill:red\"/>", 100)) + "<rect", StringComparison.Ordinal)).Problems);

    [Fact]
    public void A_large_file_and_a_compressed_one_are_told()
    {
        Assert.Contains("octets", Read(Good + new string(' ', SvgProfile.MaxLength)).Problems[0], StringComparison.Ordinal);
        Assert.Contains("compressed", SvgProfile.Read([0x1F, 0x8B, 8, 0]).Problems[0], StringComparison.Ordinal);
        Assert.NotEmpty(SvgProfile.Read([]).Problems);
    }

    [Fact]
    public void Depth_and_number_of_elements_are_bounded()
    {
        Assert.Contains("too many", string.Join(" ", Read(Good.Replace("<rect", string.Concat(Enumerable.Repeat("<g>", 10_000)), StringComparison.Ordinal)).Problems), StringComparison.Ordinal);
        Assert.Contains("too many", string.Join(" ", Read(Good.Replace("<rect", string.Concat(Enumerable.Repeat("<g/>", 30_000)) + "<rect", StringComparison.Ordinal)).Problems), StringComparison.Ordinal);
    }

    private static SvgProfile Read(string text) => SvgProfile.Read(Encoding.UTF8.GetBytes(text));
}

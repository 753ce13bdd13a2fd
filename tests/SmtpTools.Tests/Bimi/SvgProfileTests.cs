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
    [InlineData("<svg ", "<?xml-stylesheet href=\"a.css\"?><svg ", "xml-stylesheet")]
    [InlineData("<svg ", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg ", "XML")]
    [InlineData("</svg>", "", "XML")]
    [InlineData("http://www.w3.org/2000/svg", "urn:other", "root")]
    public void What_breaks_the_profile_is_told(string right, string wrong, string why) =>
        Assert.Contains(why, string.Join(" ", Read(Good.Replace(right, wrong, StringComparison.Ordinal)).Problems), StringComparison.Ordinal);

    [Fact]
    public void References_within_the_file_are_allowed() =>
        Assert.Empty(Read(Good.Replace("<rect", "<use xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"#a\"/><rect", StringComparison.Ordinal)).Problems);

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

using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public sealed class XtextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("a+b=c", "a+2Bb+3Dc")]
    [InlineData("a b", "a+20b")]
    [InlineData("\r\n", "+0D+0A")]
    [InlineData("\0\u007F", "+00+7F")]
    [InlineData("\u00E9", "+C3+A9")]
    [InlineData("!~", "!~")]
    public void What_is_not_printable_goes_in_hexadecimal_digits(string value, string xtext)
    {
        Assert.Equal(xtext, Xtext.Encode(value));
        Assert.True(Xtext.TryDecode(xtext, out var back));
        Assert.Equal(value, back);
    }

    [Theory]
    [InlineData("a=b")]
    [InlineData("a b")]
    [InlineData("+")]
    [InlineData("+2")]
    [InlineData("+2b")]
    [InlineData("+GG")]
    [InlineData("a\u00E9")]
    [InlineData("a\r\n")]
    public void What_breaks_the_rules_is_refused(string xtext) => Assert.False(Xtext.TryDecode(xtext, out _));

    [Fact]
    public void Any_text_comes_back()
    {
        var random = new Random(3461);
        for (var run = 0; run < 500; run++)
        {
            var value = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(0xD7FF))]);
            var xtext = Xtext.Encode(value);
            Assert.All(xtext, character => Assert.InRange(character, '!', '~'));
            Assert.True(Xtext.TryDecode(xtext, out var back));
            Assert.Equal(value, back);
        }
    }
}

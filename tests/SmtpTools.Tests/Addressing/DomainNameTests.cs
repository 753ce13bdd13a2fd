using SmtpTools.Addressing;

namespace SmtpTools.Tests.Addressing;

public class DomainNameTests
{
    [Theory]
    [InlineData("example.com", "example.com", "example.com")]
    [InlineData("EXAMPLE.Com", "example.com", "example.com")]
    [InlineData("localhost", "localhost", "localhost")]
    [InlineData("3com.example", "3com.example", "3com.example")]
    [InlineData("r3---sn-x.example", "r3---sn-x.example", "r3---sn-x.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example", "bücher.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example", "bücher.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example", "bücher.example")]
    [InlineData("bu\u0308cher.example", "xn--bcher-kva.example", "bücher.example")]
    [InlineData("ابجد.مصر", "xn--mgbcmm.xn--wgbh1c", "ابجد.مصر")]
    [InlineData("faß.de", "xn--fa-hia.de", "faß.de")]
    [InlineData("fass.de", "fass.de", "fass.de")]
    [InlineData("例え。テスト", "xn--r8jz45g.xn--zckzah", "例え.テスト")]
    [InlineData("Ｅxample.com", "example.com", "example.com")]
    [InlineData("💩.la", "xn--ls8h.la", "💩.la")]
    public void Both_forms_of_a_name_are_known(string text, string ascii, string unicode)
    {
        var name = DomainName.Parse(text);

        Assert.Equal(ascii, name.Ascii);
        Assert.Equal(unicode, name.Unicode);
        Assert.Equal(ascii != unicode, name.IsInternationalized);
        Assert.Equal(DomainName.Parse(unicode), name);
        Assert.Equal(ascii.Split('.'), name.Labels);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(null, "empty")]
    [InlineData(".", "empty label")]
    [InlineData(".example.com", "empty label")]
    [InlineData("example.com.", "empty label")]
    [InlineData("a..b", "empty label")]
    [InlineData("-a.example", "hyphen")]
    [InlineData("a-.example", "hyphen")]
    [InlineData("a_b.example", "\"_\"")]
    [InlineData("a b.example", "a space")]
    [InlineData("a\r\nRCPT.example", "U+000D")]
    [InlineData("bü\0cher.example", "U+0000")]
    [InlineData("user@example.com", "\"@\"")]
    [InlineData("192.0.2.1", "address")]
    [InlineData("[192.0.2.1]", "address literal")]
    [InlineData("example.123", "number")]
    [InlineData("xn--a", "xn--a")]
    [InlineData("ok.xn--a-ecp.ru", "xn--a-ecp")]
    [InlineData("-bü.de", "-bü")]
    [InlineData("a\u200Db.de", "a\u200Db")]
    public void What_is_no_name_is_refused_with_its_reason(string? text, string reason)
    {
        Assert.False(DomainName.TryParse(text, out var name, out var fault));
        Assert.Null(name);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_are_limited_in_the_ASCII_form()
    {
        var longest = string.Join(".", Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 61);
        Assert.Equal(253, longest.Length);
        Assert.True(DomainName.TryParse(longest, out _));
        Assert.False(DomainName.TryParse(longest + "b", out _, out var fault));
        Assert.Contains("253", fault, StringComparison.Ordinal);

        Assert.True(DomainName.TryParse(new string('a', 63) + ".example", out _));
        Assert.False(DomainName.TryParse(new string('a', 64) + ".example", out _, out fault));
        Assert.Contains("63", fault, StringComparison.Ordinal);

        // 57 such letters make an A-label of 63 octets at most; 60 do not.
        Assert.False(DomainName.TryParse(new string('ü', 60) + ".example", out _));
        Assert.False(DomainName.TryParse(new string('a', 100_000), out _, out fault));
        Assert.Contains("100000", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_error_of_Parse_shows_no_control_characters()
    {
        var error = Assert.Throws<FormatException>(() => DomainName.Parse("a\r\nb"));
        Assert.DoesNotContain('\r', error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("bücher.example", true)]
    [InlineData("例え.テスト", true)]
    [InlineData("BÜCHER.example", false)]
    [InlineData("faß.de", false)]
    [InlineData("ς.gr", false)]
    [InlineData("bu\u0308cher.example", false)]
    [InlineData("例え。テスト", false)]
    [InlineData("💩.la", false)]
    public void Without_mapping_only_names_that_no_mapping_changes_are_taken(string text, bool taken) =>
        Assert.Equal(taken, Idna.FaultWithoutMapping(text) is null);
}

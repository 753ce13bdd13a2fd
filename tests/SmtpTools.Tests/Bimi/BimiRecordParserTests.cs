namespace SmtpTools.Tests.Bimi;

public class BimiRecordParserTests
{
    [Theory]
    [InlineData("v=BIMI1; l=https://example.test/a.svg; a=https://example.test/b.pem", "https://example.test/a.svg", "https://example.test/b.pem")]
    [InlineData("v=BIMI1;l=https://example.test/a.svg;a=https://example.test/b.pem;", "https://example.test/a.svg", "https://example.test/b.pem")]
    [InlineData("v=BIMI1; l=https://example.test/a.svg", "https://example.test/a.svg", null)]
    [InlineData("v=BIMI1; l=; a=https://example.test/b.pem", "", "https://example.test/b.pem")]
    [InlineData("v=BIMI1 ; l = https://example.test/a.svg ; avp=brand", "https://example.test/a.svg", null)]
    public void A_record_has_a_logo_and_may_have_a_certificate(string text, string location, string? authority)
    {
        Assert.True(BimiRecordParser.TryParse(text, out var record, out var fault), fault);
        Assert.Equal(location, record.Location);
        Assert.Equal(authority, record.Authority);
        Assert.False(record.IsDeclination);
    }

    [Theory]
    [InlineData("v=BIMI1; l=; a=;")]
    [InlineData("v=BIMI1; l=;")]
    public void A_domain_may_decline(string text)
    {
        Assert.True(BimiRecordParser.TryParse(text, out var record, out _));
        Assert.True(record.IsDeclination);
    }

    [Theory]
    [InlineData("v=BIMI1", "no l")]
    [InlineData("v=BIMI1; a=https://example.test/b.pem", "no l")]
    [InlineData("v=BIMI1; l=http://example.test/a.svg", "https")]
    [InlineData("v=BIMI1; l=file:///etc/passwd", "https")]
    [InlineData("v=BIMI1; l=https://example.test/a,b.svg", "https")]
    [InlineData("v=BIMI1; l=https://a.test/; l=https://b.test/", "more than one l")]
    [InlineData("v=BIMI1; nonsense; l=https://a.test/", "no field of the form")]
    [InlineData("v=bimi1; l=https://a.test/", "does not begin")]
    [InlineData("v=BIMI10; l=https://a.test/", "does not begin")]
    public void What_is_no_record_says_why(string text, string why)
    {
        Assert.False(BimiRecordParser.TryParse(text, out _, out var fault));
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }
}

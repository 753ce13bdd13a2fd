using System.Text;

namespace SmtpTools.Tests.MtaSts;

public class MtaStsPolicyParserTests
{
    // RFC 8461 3.2, whose examples are in Rfc8461ExamplesTests.
    private const string Example = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\nmx: backupmx.example.com\r\nmax_age: 604800\r\n";

    // RFC 8461 4.1
    [Theory]
    [InlineData("mail.example.com", true)]
    [InlineData("MAIL.Example.Com", true)]
    [InlineData("mail.example.com.", true)]
    [InlineData("mx1.example.net", true)]
    [InlineData("example.net", false)]
    [InlineData("foo.bar.example.net", false)]
    [InlineData("mail2.example.com", false)]
    [InlineData("example.com", false)]
    public void An_asterisk_stands_for_one_label(string host, bool isAllowed) => Assert.Equal(isAllowed, Read(Example).Allows(host));

    [Theory]
    [InlineData("version: STSv1\nmode: none\nmax_age: 86400", MtaStsMode.None)]
    [InlineData("max_age:1\nmx:a.example\nmode:testing\nversion:STSv1", MtaStsMode.Testing)]
    [InlineData("version: STSv1  \nmode:\tenforce \t\nmx:  a.example\nmax_age: 31557600\n\n", MtaStsMode.Enforce)]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1\nnew-field: anything at all, ümlaut", MtaStsMode.Enforce)]
    public void Other_orders_line_ends_and_fields_are_as_good(string text, MtaStsMode mode) => Assert.Equal(mode, Read(text).Mode);

    [Theory]
    [InlineData("", "no version")]
    [InlineData("mode: enforce\nmx: a.example\nmax_age: 1", "no version")]
    [InlineData("version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1", "STSv2")]
    [InlineData("version: stsv1\nmode: enforce\nmx: a.example\nmax_age: 1", "stsv1")]
    [InlineData("version: STSv1\nmx: a.example\nmax_age: 1", "no mode")]
    [InlineData("version: STSv1\nmode: Enforce\nmx: a.example\nmax_age: 1", "Enforce")]
    [InlineData("version: STSv1\nmode: report\nmx: a.example\nmax_age: 1", "report")]
    [InlineData("version: STSv1\nmode: enforce\nmax_age: 1", "no mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example", "no max_age")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 31557601", "31557601")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901", "12345678901")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1", "-1")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1d", "1d")]
    [InlineData("version: STSv1\nmode: enforce\nmx: *.*.example\nmax_age: 1", "*.*.example")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a*.example\nmax_age: 1", "a*.example")]
    [InlineData("version: STSv1\nmode: enforce\nmx: a.example, b.example\nmax_age: 1", "a.example, b.example")]
    [InlineData("version: STSv1\nmode: enforce\nmx: \nmax_age: 1", "mx")]
    [InlineData("version: STSv1\nmode: enforce\nmx: bücher.example\nmax_age: 1", "bücher.example")]
    [InlineData("version: STSv1\nmode: enforce\nmx a.example\nmax_age: 1", "mx a.example")]
    [InlineData("\uFEFFversion: STSv1\nmode: enforce\nmx: a.example\nmax_age: 1", "byte order mark")]
    [InlineData("<!DOCTYPE html>\n<html></html>", "DOCTYPE")]
    public void What_is_no_policy_says_why(string text, string why)
    {
        var reading = MtaStsPolicyParser.Read(text);
        Assert.Null(reading.Policy);
        Assert.Contains(why, string.Join(" ", reading.Errors), StringComparison.Ordinal);
    }

    // RFC 8461 3.2: all but the first of a field that may stand there once are passed over.
    [Fact]
    public void Of_a_field_that_is_there_twice_the_first_counts()
    {
        var reading = MtaStsPolicyParser.Read("version: STSv1\nmode: testing\nmode: enforce\nmx: a.example\nmax_age: 1");
        Assert.Equal(MtaStsMode.Testing, reading.Policy!.Mode);
        Assert.Contains("mode", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_has_limits()
    {
        Assert.Null(MtaStsPolicyParser.Read(new byte[MtaStsPolicyParser.MaxLength + 1]).Policy);
        Assert.Null(MtaStsPolicyParser.Read([0xFF, 0xFE, (byte)'v']).Policy);
        var many = new StringBuilder("version: STSv1\nmode: enforce\nmax_age: 1\n");
        for (var i = 0; i < MtaStsPolicyParser.MaxPatterns + 5; i++)
        {
            _ = many.Append("mx: h").Append(i).Append(".example\n");
        }

        var reading = MtaStsPolicyParser.Read(many.ToString());
        Assert.Equal(MtaStsPolicyParser.MaxPatterns, reading.Policy!.Mx.Count);
        Assert.Single(reading.Warnings);
    }

    private static MtaStsPolicy Read(string text)
    {
        var reading = MtaStsPolicyParser.Read(text);
        Assert.True(reading.Policy is not null, string.Join(" ", reading.Errors));
        return reading.Policy;
    }
}

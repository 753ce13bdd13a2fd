namespace SmtpTools.Tests.Dane;

public class DaneAssociationParserTests
{
    private const string Digest256 = "8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1";

    [Fact]
    public void A_record_is_read_as_a_zone_file_has_it()
    {
        Assert.True(DaneAssociationParser.TryParse($"3 1 1 ( {Digest256[..32]}  {Digest256[32..].ToUpperInvariant()} )".Replace("(", "").Replace(")", ""), out var record));
        Assert.Equal($"3 1 1 {Digest256}", record.ToString());
        Assert.Equal("DANE-EE SPKI SHA2-256", record.Names);
        Assert.True(record.IsUsable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3 1 1")]
    [InlineData("3 1 x ab")]
    [InlineData("256 1 1 ab")]
    [InlineData("3 1 1 abc")]
    [InlineData("3 1 1 xy")]
    [InlineData("-1 1 1 ab")]
    public void What_has_not_that_form_is_no_record(string text) => Assert.False(DaneAssociationParser.TryParse(text, out _));

    // RFC 7672 3.1.3 for usages 0 and 1; RFC 7218 2 for what is not assigned; RFC 6698 2.1.3 for the lengths.
    [Theory]
    [InlineData("0 1 1 " + Digest256, "3.1.3")]
    [InlineData("1 0 1 " + Digest256, "3.1.3")]
    [InlineData("4 1 1 " + Digest256, "Usage 4")]
    [InlineData("255 1 1 " + Digest256, "Usage 255")]
    [InlineData("3 2 1 " + Digest256, "Selector 2")]
    [InlineData("3 1 3 " + Digest256, "Matching type 3")]
    [InlineData("3 1 1 8cb0", "2 octets where SHA2-256 gives 32")]
    [InlineData("3 1 2 " + Digest256, "32 octets where SHA2-512 gives 64")]
    [InlineData("3 0 0 " + Digest256, "no certificate")]
    [InlineData("3 1 0 " + Digest256, "no public key")]
    public void What_SMTP_can_not_use_says_why(string text, string why)
    {
        Assert.True(DaneAssociationParser.TryParse(text, out var record));
        Assert.False(record.IsUsable);
        Assert.Contains(why, record.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_record_is_no_error_of_ours()
    {
        var record = DaneAssociationParser.Read(new TlsaRecord("_25._tcp.mx.example.test", TimeSpan.Zero, 3, 1, 1, []));
        Assert.False(record.IsUsable);
        Assert.Equal("3 1 1 ", record.ToString());
    }
}

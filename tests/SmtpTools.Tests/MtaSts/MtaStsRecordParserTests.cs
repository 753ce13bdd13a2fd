namespace SmtpTools.Tests.MtaSts;

public class MtaStsRecordParserTests
{
    [Theory]
    [InlineData("v=STSv1;id=a", "a")]
    [InlineData("v=STSv1 ; id=A1 ; ", "A1")]
    [InlineData("v=STSv1;\tid=12345678901234567890123456789012", "12345678901234567890123456789012")]
    [InlineData("v=STSv1; x-new.field=some/value; id=1;", "1")]
    public void A_record_has_an_id(string text, string id)
    {
        Assert.True(MtaStsRecordParser.TryParse(text, out var record, out var fault), fault);
        Assert.Equal(id, record.Id);
        Assert.Equal(text, record.ToString());
    }

    [Fact]
    public void Fields_of_later_versions_are_kept()
    {
        Assert.True(MtaStsRecordParser.TryParse("v=STSv1; id=1; new=x", out var record, out _));
        Assert.Equal(["new=x"], record.Extensions);
    }

    [Theory]
    [InlineData("v=STSv1;", "no id")]
    [InlineData("v=STSv1", "no id")]
    [InlineData("v=STSv1; id=", "letters and digits")]
    [InlineData("v=STSv1; id=test-123", "letters and digits")]
    [InlineData("v=STSv1; id=123456789012345678901234567890123", "letters and digits")]
    [InlineData("v=STSv1; id=1;;", "empty field")]
    [InlineData("v=STSv1;; id=1", "empty field")]
    [InlineData("v=STSv1; id=1; id=2", "more than one id")]
    [InlineData("v=STSv1; ID=1", "no id")]
    [InlineData("v=STSv1; id=1; nonsense", "no field of the form")]
    [InlineData("v=STSv1; id=1; a b=c", "no field of the form")]
    [InlineData("V=STSv1; id=1", "does not begin")]
    [InlineData("v=stsv1; id=1", "does not begin")]
    [InlineData("v=STSv10; id=1", "does not begin")]
    [InlineData("id=1; v=STSv1", "does not begin")]
    [InlineData(" v=STSv1; id=1", "does not begin")]
    public void What_is_no_record_says_why(string text, string why)
    {
        Assert.False(MtaStsRecordParser.TryParse(text, out _, out var fault));
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }
}

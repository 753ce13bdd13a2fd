namespace SmtpTools.Tests.Protocol;

public sealed class EnhancedStatusCodeTests
{
    [Theory]
    [InlineData("2.0.0", 2, 0, 0)]
    [InlineData("4.7.1", 4, 7, 1)]
    [InlineData("5.7.139", 5, 7, 139)]
    [InlineData("5.999.999", 5, 999, 999)]
    public void A_code_is_three_numbers(string text, int @class, int subject, int detail)
    {
        Assert.Equal(new EnhancedStatusCode(@class, subject, detail), EnhancedStatusCode.Parse(text));
        Assert.Equal(text, EnhancedStatusCode.Parse(text).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5.7")]
    [InlineData("5.7.")]
    [InlineData("3.7.1")]
    [InlineData("5.7.1.2")]
    [InlineData("5.7.1 ")]
    [InlineData(" 5.7.1")]
    [InlineData("5.1000.1")]
    [InlineData("5.1.1000")]
    [InlineData("5..1")]
    [InlineData("5.-1.1")]
    [InlineData("55.1.1")]
    [InlineData("5.\u0661.1")]
    public void Anything_else_is_none(string? text)
    {
        Assert.False(EnhancedStatusCode.TryParse(text, out var code));
        Assert.Equal(default, code);
        _ = Assert.Throws<FormatException>(() => EnhancedStatusCode.Parse(text!));
    }
}

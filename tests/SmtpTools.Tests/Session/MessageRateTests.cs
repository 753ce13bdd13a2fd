namespace SmtpTools.Tests.Session;

public sealed class MessageRateTests
{
    [Theory]
    [InlineData("5", 0.2)]
    [InlineData("10/s", 0.1)]
    [InlineData(" 30 / min ", 2)]
    [InlineData("0.5/second", 2)]
    [InlineData("1000/h", 3.6)]
    [InlineData("10000/day", 8.64)]
    public void Is_read_as_people_write_it(string text, double seconds) =>
        Assert.Equal(seconds, MessageRate.Parse(text).Interval.TotalSeconds, 6);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("5/fortnight")]
    [InlineData("5/s/s")]
    [InlineData("100001")]
    [InlineData("NaN")]
    public void Anything_else_is_refused_with_an_example(string text) =>
        Assert.Contains("30/min", Assert.Throws<FormatException>(() => MessageRate.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("30/min")]
    [InlineData("2.5/s")]
    public void Is_written_as_it_is_read(string text) => Assert.Equal(text, MessageRate.Parse(text).ToString());
}

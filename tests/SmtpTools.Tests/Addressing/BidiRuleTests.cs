namespace SmtpTools.Tests.Addressing;

public class BidiRuleTests
{
    // RFC 5893 2: once a name has a label from right to left, each of its labels must keep the rule.
    [Theory]
    [InlineData("\u05D0.example")]
    [InlineData("\u0627\u0628\u062C\u062F.\u0645\u0635\u0631")]
    [InlineData("\u05D01.example")]
    [InlineData("\u05D0-\u05D1.a1")]
    [InlineData("\u05D0\u05B0.example")]
    [InlineData("\u0627\u0660.example")]
    [InlineData("b\u00FCcher.example")]
    [InlineData("1.example")]
    [InlineData("mail.\u05D0")]
    public void A_name_that_keeps_the_rule_is_one(string name) => Assert.True(DomainName.TryParse(name, out _, out var fault), fault);

    [Theory]
    [InlineData("\u05D01a.example", "\u05D01a")]
    [InlineData("\u05D0a.example", "\u05D0a")]
    [InlineData("1\u05D0.example", "1\u05D0")]
    [InlineData("a\u05D0.example", "a\u05D0")]
    [InlineData("\u05D0\u05D1.1a", "1a")]
    [InlineData("\u0627\u06601.example", "\u0627\u06601")]
    [InlineData("xn--1a-uld.example", "\u05D01a")]
    public void A_name_that_breaks_it_is_none(string name, string label)
    {
        Assert.False(DomainName.TryParse(name, out _, out var fault));
        Assert.Contains($"\"{label}\"", fault, StringComparison.Ordinal);
        Assert.Contains("RFC 5893", fault, StringComparison.Ordinal);
    }
}

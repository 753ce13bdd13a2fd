using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class SaslPrepTests
{
    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00AA", "a")]
    [InlineData("\u2168", "IX")]
    public void The_examples_of_RFC_4013_3(string input, string output) => Assert.Equal(output, SaslPrep.Prepare(input));

    [Theory]
    [InlineData("\u0007")]
    [InlineData("\u0627\u0031")]
    public void The_errors_of_RFC_4013_3(string input) => Assert.Throws<SaslPrepException>(() => SaslPrep.Prepare(input));

    [Theory]
    [InlineData("", "")]
    [InlineData(" p w ", " p w ")]
    [InlineData("a\u00A0b\u3000c\u200Bd", "a b c d")]
    [InlineData("a\u200Db\uFE0Fc\uFEFF", "abc")]
    [InlineData("ｐａｓｓ", "pass")]
    [InlineData("e\u0301", "é")]
    [InlineData("\u00BD", "1\u20442")]
    [InlineData("\u00B4", " \u0301")]
    [InlineData("💩\uD83D\uDE00", "💩😀")]
    [InlineData("\u0627\u0628\u0629", "\u0627\u0628\u0629")]
    [InlineData("\u05D0 1 \u05D1", "\u05D0 1 \u05D1")]
    [InlineData("\u0627\u02B9\u0628", "\u0627\u02B9\u0628")]
    [InlineData("\uFDFA", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645")]
    public void Text_is_brought_to_one_form(string input, string output) => Assert.Equal(output, SaslPrep.Prepare(input));

    [Theory]
    [InlineData("\u0000")]
    [InlineData("\u007F")]
    [InlineData("\u0085")]
    [InlineData("\u06DD")]
    [InlineData("\u180E")]
    [InlineData("\u200E")]
    [InlineData("\u2028")]
    [InlineData("\u2FF5")]
    [InlineData("\uE000")]
    [InlineData("\uFDD0")]
    [InlineData("\uFFFD")]
    [InlineData("\uFFFE")]
    [InlineData("\U0001FFFF")]
    [InlineData("\U0001D173")]
    [InlineData("\U000E0041")]
    [InlineData("\U0010FFFD")]
    public void What_RFC_4013_2_3_prohibits_is_refused(string character)
    {
        var error = Assert.Throws<SaslPrepException>(() => SaslPrep.Prepare($"secret{character}word"));
        Assert.DoesNotContain("secret", error.Message);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        _ = Assert.Throws<SaslPrepException>(() => SaslPrep.Prepare("a\uD83D"));
        _ = Assert.Throws<SaslPrepException>(() => SaslPrep.Prepare("\uDE00b"));
        _ = Assert.Throws<SaslPrepException>(() => SaslPrep.Prepare("\uD83D\uD83Dx"));
    }

    [Theory]
    [InlineData("\u0627a\u0628")] // a left-to-right letter among right-to-left ones
    [InlineData("1\u0627")] // does not begin with one
    [InlineData("\u05D0\u0966\u05D1")] // DEVANAGARI DIGIT ZERO is neutral by category but LCat by D.2
    [InlineData("\u05D0\u0903\u05D1")] // a spacing mark
    [InlineData("\u05D0\u2336\u05D1")] // an APL symbol, LCat
    public void Bidirectional_text_that_RFC_3454_6_forbids_is_refused(string text) =>
        Assert.Throws<SaslPrepException>(() => SaslPrep.Prepare(text));

    [Fact]
    public void Preparation_of_any_character_gives_text_that_stays_as_it_is()
    {
        // All planes that have characters; the surrogates and private use areas are refused as a whole.
        for (var codePoint = 0; codePoint <= 0xE0FFF; codePoint++)
        {
            if (codePoint is (>= 0xD800 and <= 0xF8FF) or (> 0x3FFFF and < 0xE0000))
            {
                continue;
            }

            string prepared;
            try
            {
                prepared = SaslPrep.Prepare(char.ConvertFromUtf32(codePoint));
            }
            catch (SaslPrepException)
            {
                continue;
            }

            Assert.Equal(prepared, SaslPrep.Prepare(prepared));
        }
    }
}

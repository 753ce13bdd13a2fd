using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public sealed class DsnParametersTests
{
    [Theory]
    [InlineData(DsnNotify.Never, "NEVER")]
    [InlineData(DsnNotify.Success, "SUCCESS")]
    [InlineData(DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay, "SUCCESS,FAILURE,DELAY")]
    [InlineData(DsnNotify.Delay | DsnNotify.Failure, "FAILURE,DELAY")]
    public void Notify_is_a_list(DsnNotify notify, string value) => Assert.Equal(value, DsnParameters.Notify(notify));

    [Theory]
    [InlineData("QQ314159", "QQ314159")]
    [InlineData("a+b=c d", "a+2Bb+3Dc+20d")]
    public void An_envelope_identifier_is_xtext(string value, string xtext) => Assert.Equal(xtext, DsnParameters.EnvelopeId(value));

    [Theory]
    [InlineData("")]
    [InlineData("a\r\nRCPT TO:<victim@example.com>")]
    [InlineData("a\0")]
    [InlineData("\u00E9")]
    public void An_envelope_identifier_is_printable_ASCII(string value) => Assert.Throws<ArgumentException>(() => DsnParameters.EnvelopeId(value));

    [Fact]
    public void An_envelope_identifier_has_a_length()
    {
        Assert.Equal(DsnParameters.MaxEnvelopeIdLength, DsnParameters.EnvelopeId(new string('x', DsnParameters.MaxEnvelopeIdLength)).Length);
        _ = Assert.Throws<ArgumentException>(() => DsnParameters.EnvelopeId(new string('x', DsnParameters.MaxEnvelopeIdLength + 1)));
    }

    [Theory]
    [InlineData("rfc822;user+tag@example.com", "rfc822;user+2Btag@example.com")]
    [InlineData("x-local;a b;c", "x-local;a+20b;c")]
    [InlineData("utf-8;\u00E9@example.com", "utf-8;+C3+A9@example.com")]
    public void An_original_recipient_is_a_type_and_xtext(string value, string parameter) => Assert.Equal(parameter, DsnParameters.OriginalRecipient(value));

    [Theory]
    [InlineData("")]
    [InlineData("user@example.com")]
    [InlineData(";user@example.com")]
    [InlineData("rfc822;")]
    [InlineData("rfc 822;user@example.com")]
    [InlineData("rfc822\r\nDATA;user@example.com")]
    [InlineData("rfc822;user@example.com\r\nDATA")]
    [InlineData("r\u00E9f;user@example.com")]
    public void An_original_recipient_without_them_is_refused(string value)
    {
        var error = Assert.Throws<ArgumentException>(() => DsnParameters.OriginalRecipient(value));
        Assert.DoesNotContain('\n', error.Message);
    }
}

using System.Text;
using SmtpTools.Sasl;

namespace SmtpTools.Tests.Sasl;

public class PasswordMechanismTests
{
    [Theory]
    [InlineData("", "tim", "tanstaaftanstaaf", "\0tim\0tanstaaftanstaaf")]
    [InlineData("Ursel", "Kurt", "xipj3plmq", "Ursel\0Kurt\0xipj3plmq")]
    [InlineData("", "jürgen", "pässword", "\0jürgen\0pässword")]
    public void PLAIN_sends_the_message_of_RFC_4616_4(string authorizationId, string user, string password, string message)
    {
        var plain = new PlainMechanism(user, password, authorizationId);

        Assert.Equal(message, plain.Start());
        _ = Assert.Throws<SaslException>(() => plain.Answer("more?"));
    }

    [Theory]
    [InlineData("a\0b", "c", "")]
    [InlineData("a", "b\0c", "")]
    [InlineData("a", "b", "c\0")]
    public void PLAIN_can_not_carry_NUL(string user, string password, string authorizationId) =>
        Assert.Throws<SaslException>(() => new PlainMechanism(user, password, authorizationId).InitialResponse());

    [Theory]
    [InlineData("Username:", "Password:")]
    [InlineData("User Name\0", "Password\0")]
    [InlineData("", "")]
    [InlineData("用户名", "密码")]
    public void LOGIN_answers_name_then_password_whatever_is_asked(string first, string second)
    {
        var login = new LoginMechanism("user", "secret");

        Assert.Null(login.InitialResponse());
        Assert.Equal("user", login.Answer(first));
        Assert.Equal("secret", login.Answer(second));
        _ = Assert.Throws<SaslException>(() => login.Answer("Third:"));
    }

    [Fact]
    public void CRAM_MD5_signs_the_challenge_of_RFC_2195_2()
    {
        var cram = CramMd5Mechanism.Create("tim", "tanstaaftanstaaf");

        Assert.Null(cram.InitialResponse());
        Assert.Equal("tim b913a602c7eda7a495b4e6e7334d3890", cram.Answer("<1896.697170952@postoffice.reston.mci.net>"));
        _ = Assert.Throws<SaslException>(() => cram.Answer("<again@example.com>"));
    }

    [Fact]
    public void CRAM_MD5_hashes_a_long_password_first()
    {
        // A key longer than MD5's block of 64 octets; the digest was computed by openssl.
        var cram = CramMd5Mechanism.Create("tim", new string('x', 80));

        Assert.Equal("tim cdf713157eee16fa504e71da3e1abaad", cram.Answer("<1896.697170952@postoffice.reston.mci.net>"));
    }

    [Fact]
    public void CRAM_MD5_computes_with_the_prepared_password() =>
        Assert.Equal(
            CramMd5Mechanism.Create("tim", "IX").Answer("<c>"),
            CramMd5Mechanism.Create("t\u00ADim", "I\u00ADX").Answer("<c>"));

    [Fact]
    public void CRAM_MD5_needs_a_challenge() => Assert.Throws<SaslException>(() => CramMd5Mechanism.Create("tim", "x").Answer(""));

    [Theory]
    [InlineData("")]
    [InlineData("fred@example.com")]
    public void EXTERNAL_sends_who_to_act_as_or_nothing(string authorizationId)
    {
        var external = new ExternalMechanism(authorizationId);

        Assert.Equal(authorizationId, external.Start());
        _ = Assert.Throws<SaslException>(() => external.Answer(""));
    }

    [Fact]
    public void EXTERNAL_can_not_carry_NUL() => Assert.Throws<SaslException>(() => new ExternalMechanism("a\0b").InitialResponse());

    [Fact]
    public void ANONYMOUS_leaves_the_trace_of_RFC_4505_4()
    {
        var anonymous = new AnonymousMechanism("sirhc");

        Assert.Equal("c2lyaGM=", Convert.ToBase64String(Encoding.UTF8.GetBytes(anonymous.Start())));
        _ = Assert.Throws<SaslException>(() => anonymous.Answer(""));
    }

    [Fact]
    public void ANONYMOUS_leaves_no_trace_that_RFC_4505_forbids()
    {
        _ = Assert.Throws<SaslException>(() => new AnonymousMechanism("a\tb").InitialResponse());
        _ = Assert.Throws<SaslException>(() => new AnonymousMechanism(new string('a', 256)).InitialResponse());
        Assert.Equal(255, new AnonymousMechanism(new string('a', 255)).InitialResponse().Length);
    }
}

using System.Net;
using SmtpTools.Session;

namespace SmtpTools.Tests.Session;

public sealed class LocalNameTests
{
    [Theory]
    [InlineData("client.example", "client.example")]
    [InlineData("CLIENT.example", "client.example")]
    [InlineData("b\u00FCcher.example", "xn--bcher-kva.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    [InlineData("[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]")]
    public void A_domain_or_an_address_literal_is_a_name(string name, string given) => Assert.Equal(given, LocalName.Check(name));

    [Theory]
    [InlineData("")]
    [InlineData("x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA")]
    [InlineData("client.example\r\n")]
    [InlineData("client example")]
    [InlineData("client.example ")]
    [InlineData("my_pc")]
    [InlineData("192.0.2.1")]
    [InlineData("[192.0.2.1]\r\nNOOP")]
    [InlineData("[192.0.2.1]\r\n")]
    [InlineData("[192.0.2.1] ")]
    [InlineData("[]")]
    [InlineData("[x]")]
    [InlineData("a\0b")]
    public void Nothing_else_is(string name)
    {
        _ = Assert.Throws<ArgumentException>(() => LocalName.Check(name));
        _ = Assert.Throws<ArgumentException>(() => new SmtpSession(new SmtpSessionOptions(new SmtpEndpoint("mx.example", 25)) { LocalDomain = name }));
    }

    [Theory]
    [InlineData("192.0.2.1", "[192.0.2.1]")]
    [InlineData("::ffff:192.0.2.1", "[192.0.2.1]")]
    [InlineData("2001:db8::1", "[IPv6:2001:db8::1]")]
    [InlineData("fe80::1%3", "[IPv6:fe80::1]")]
    public void An_address_is_written_as_a_literal(string address, string literal)
    {
        Assert.Equal(literal, LocalName.Literal(IPAddress.Parse(address)));
        Assert.Equal(literal, LocalName.Check(literal));
    }

    [Fact]
    public void The_default_is_always_one_that_passes()
    {
        var name = LocalName.Default(IPAddress.Loopback);

        Assert.Equal(name, LocalName.Check(name));
        Assert.True(name.Contains('.', StringComparison.Ordinal));
    }
}

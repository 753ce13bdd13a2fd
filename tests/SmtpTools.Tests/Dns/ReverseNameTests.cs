using System.Net;

namespace SmtpTools.Tests.Dns;

public class ReverseNameTests
{
    [Theory]
    [InlineData("192.0.2.1", "1.2.0.192.in-addr.arpa")]
    [InlineData("::ffff:192.0.2.1", "1.2.0.192.in-addr.arpa")]
    // The example of RFC 3596 2.5.
    [InlineData("4321:0:1:2:3:4:567:89ab", "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa")]
    public void The_name_of_an_address_is_its_digits_reversed(string address, string name) =>
        Assert.Equal(name, ReverseName.Of(IPAddress.Parse(address)));
}

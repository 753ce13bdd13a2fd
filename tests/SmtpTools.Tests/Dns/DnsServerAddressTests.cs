using System.Net;

namespace SmtpTools.Tests.Dns;

public class DnsServerAddressTests
{
    [Theory]
    [InlineData("192.0.2.53", "192.0.2.53", 53)]
    [InlineData("192.0.2.53:5353", "192.0.2.53", 5353)]
    [InlineData("2001:db8::53", "2001:db8::53", 53)]
    [InlineData("[2001:db8::53]", "2001:db8::53", 53)]
    [InlineData("[2001:db8::53]:5353", "2001:db8::53", 5353)]
    [InlineData("dns.example.com", "dns.example.com", 53)]
    [InlineData("localhost:53", "localhost", 53)]
    public void An_address_is_read(string text, string host, int port)
    {
        var server = DnsServerAddress.Parse(text);
        Assert.Equal(host, server.Host);
        Assert.Equal(port, server.Port);
        Assert.Equal(server.ToString(), DnsServerAddress.Parse(server.ToString()).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":53")]
    [InlineData("192.0.2.53:")]
    [InlineData("192.0.2.53:0")]
    [InlineData("192.0.2.53:65536")]
    [InlineData("192.0.2.53:-1")]
    [InlineData("192.0.2.53: 53")]
    [InlineData("192.0.2.53:dns")]
    [InlineData("[2001:db8::53")]
    [InlineData("[2001:db8::53]5353")]
    [InlineData("[192.0.2.53]:53")]
    [InlineData("[]:53")]
    [InlineData("a b")]
    [InlineData("https://dns.example.com")]
    public void What_is_no_address_is_refused(string text)
    {
        var error = Assert.Throws<FormatException>(() => DnsServerAddress.Parse(text));
        Assert.Contains("not a DNS server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_and_an_IP_address_make_one()
    {
        Assert.Equal("[::1]:5353", new DnsServerAddress(new IPEndPoint(IPAddress.IPv6Loopback, 5353)).ToString());
        Assert.Equal("127.0.0.1:53", new DnsServerAddress(IPAddress.Loopback).ToString());
    }
}

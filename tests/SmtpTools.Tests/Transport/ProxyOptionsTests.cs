using System.Net;

namespace SmtpTools.Tests.Transport;

public sealed class ProxyOptionsTests
{
    [Theory]
    [InlineData("socks5://proxy.example", ProxyKind.Socks5, "proxy.example", 1080, null, null, "socks5://proxy.example:1080")]
    [InlineData("SOCKS5H://proxy.example:9050/", ProxyKind.Socks5, "proxy.example", 9050, null, null, "socks5://proxy.example:9050")]
    [InlineData("socks4://192.0.2.1:1", ProxyKind.Socks4, "192.0.2.1", 1, null, null, "socks4://192.0.2.1:1")]
    [InlineData("socks4a://ann@[2001:db8::1]", ProxyKind.Socks4a, "2001:db8::1", 1080, "ann", "", "socks4a://[2001:db8::1]:1080")]
    [InlineData(" http://ann:a%3Ab%40c%25@proxy.example:3128 ", ProxyKind.Http, "proxy.example", 3128, "ann", "a:b@c%", "http://proxy.example:3128")]
    [InlineData("http://ann:p@ss@proxy.example", ProxyKind.Http, "proxy.example", 80, "ann", "p@ss", "http://proxy.example:80")]
    [InlineData("http://@proxy.example", ProxyKind.Http, "proxy.example", 80, null, null, "http://proxy.example:80")]
    public void Reads_a_URI(string uri, ProxyKind kind, string host, int port, string? user, string? password, string shown)
    {
        var proxy = ProxyOptions.Parse(uri);

        Assert.Equal((kind, host, port, user, password), (proxy.Kind, proxy.Host, proxy.Port, proxy.Credential?.UserName, proxy.Credential?.Password));
        Assert.Equal(shown, proxy.ToString());
        Assert.False(proxy.ResolvesLocally);
    }

    [Theory]
    [InlineData("")]
    [InlineData("proxy.example:1080")]
    [InlineData("ftp://proxy.example")]
    [InlineData("https://proxy.example")]
    [InlineData("socks5://")]
    [InlineData("socks5://ann:hunter22@")]
    [InlineData("socks5://ann:hunter22@proxy.example:0")]
    [InlineData("socks5://ann:hunter22@proxy example")]
    [InlineData("socks5://ann:hunter22@/run/proxy")]
    [InlineData("socks5://ann:hunter22@unix:/run/proxy")]
    [InlineData("http://a%3Ab:hunter22@proxy.example")]
    [InlineData("http://ann:hunter22%0d%0aX:@proxy.example")]
    public void Refuses_what_is_no_proxy_and_repeats_no_password(string uri)
    {
        var exception = Assert.Throws<FormatException>(() => ProxyOptions.Parse(uri));

        Assert.DoesNotContain("hunter22", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProxyKind.Socks5, 256, 1)]
    [InlineData(ProxyKind.Socks5, 1, 256)]
    [InlineData(ProxyKind.Socks4, 256, 0)]
    [InlineData(ProxyKind.Socks4a, 256, 0)]
    public void Refuses_a_credential_that_does_not_fit(ProxyKind kind, int name, int password) =>
        Assert.Throws<ArgumentException>(() => new ProxyOptions(kind, "proxy.example", 1080, new NetworkCredential(new string('u', name), new string('p', password))));

    [Fact]
    public void Takes_the_longest_credential_that_fits() =>
        Assert.NotNull(new ProxyOptions(ProxyKind.Socks5, "proxy.example", 1080, new NetworkCredential(new string('u', 255), new string('p', 255))).Credential);

    [Fact]
    public void An_empty_credential_is_none() => Assert.Null(new ProxyOptions(ProxyKind.Http, "proxy.example", 80, new NetworkCredential()).Credential);
}

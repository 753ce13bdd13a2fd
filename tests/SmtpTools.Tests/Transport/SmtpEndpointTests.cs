namespace SmtpTools.Tests.Transport;

public sealed class SmtpEndpointTests
{
    [Theory]
    [InlineData("mx.example.com", "mx.example.com", 25)]
    [InlineData(" mx.example.com ", "mx.example.com", 25)]
    [InlineData("mx.example.com.", "mx.example.com", 25)]
    [InlineData("mx.example.com:587", "mx.example.com", 587)]
    [InlineData("mx.example.com.:587", "mx.example.com", 587)]
    [InlineData("bücher.example", "bücher.example", 25)]
    [InlineData("192.0.2.1", "192.0.2.1", 25)]
    [InlineData("192.0.2.1:2525", "192.0.2.1", 2525)]
    [InlineData("2001:db8::25", "2001:db8::25", 25)]
    [InlineData("[2001:db8::25]", "2001:db8::25", 25)]
    [InlineData("[2001:db8::25]:465", "2001:db8::25", 465)]
    public void Reads_a_server_as_people_write_it(string text, string host, int port)
    {
        var endpoint = SmtpEndpoint.Parse(text, 25);

        Assert.Equal((host, port), (endpoint.Host, endpoint.Port));
    }

    [Theory]
    [InlineData("unix:/run/dovecot/lmtp", "/run/dovecot/lmtp")]
    [InlineData("UNIX:lmtp.sock", "lmtp.sock")]
    [InlineData(" /run/dovecot/lmtp ", "/run/dovecot/lmtp")]
    public void Reads_the_path_of_a_socket(string text, string path)
    {
        var endpoint = SmtpEndpoint.Parse(text, 25);

        Assert.Equal((path, 0, "localhost", $"unix:{path}"), (endpoint.UnixSocketPath, endpoint.Port, endpoint.Host, endpoint.ToString()));
        Assert.Equal(path, SmtpEndpoint.ForUnixSocket(path).UnixSocketPath);
    }

    [Fact]
    public void A_host_is_no_path() => Assert.Null(SmtpEndpoint.Parse("mx.example.com", 25).UnixSocketPath);

    [Theory]
    [InlineData("unix:")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData(":25")]
    [InlineData("mx.example.com:")]
    [InlineData("mx.example.com:0")]
    [InlineData("mx.example.com:65536")]
    [InlineData("mx.example.com:smtp")]
    [InlineData("mx.example.com:+25")]
    [InlineData("[mx.example.com]:25")]
    [InlineData("[192.0.2.1]:25")]
    [InlineData("[2001:db8::25")]
    [InlineData("[2001:db8::25]587")]
    [InlineData("user@example.com")]
    [InlineData("smtp://mx.example.com")]
    [InlineData("mx example")]
    [InlineData("mx\r\nexample")]
    public void Refuses_what_is_no_server(string text) => Assert.Throws<FormatException>(() => SmtpEndpoint.Parse(text, 25));
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpTools.Tests.Dns;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Http;

/// <summary>They connect to a loopback server, which .NET Framework's client can't be told.</summary>
[Trait(EngineBuild.Needs, EngineBuild.Net8)]
public sealed class HttpsFetcherTests
{
    private const string Host = "files.example.test";
    private const int MaxLength = 1000;

    private static readonly TestCertificates s_authority = TestCertificates.Create();

    [Fact]
    public void A_file_comes_with_its_facts()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        server.Add("/a.txt", Encoding.UTF8.GetBytes("text"), "Text/Plain; charset=utf-8");

        var response = Fetch(server, "/a.txt");

        Assert.True(response.IsOk, response.Error);
        Assert.Equal("text", Encoding.UTF8.GetString(response.Content));
        Assert.Equal("text/plain", response.MediaType);
        Assert.Equal(server.EndPoint.ToString(), response.Address);
        Assert.Equal([Host], response.Tls!.Certificate!.Names);
        Assert.Equal([Host + "/a.txt"], server.Requests);
    }

    [Fact]
    public void A_redirect_is_not_followed()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        server.Add("/a.txt", [], null, "301 Moved Permanently", "Location: https://elsewhere.example/b.txt");

        var response = Fetch(server, "/a.txt");

        Assert.Equal(HttpsOutcome.Answered, response.Outcome);
        Assert.Equal(301, response.StatusCode);
        Assert.Equal("https://elsewhere.example/b.txt", response.Location);
        Assert.False(response.IsOk);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(MaxLength, HttpsOutcome.Answered)]
    [InlineData(MaxLength + 1, HttpsOutcome.TooLarge)]
    public void No_more_is_read_than_asked_for(int length, HttpsOutcome outcome)
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        Assert.Equal(outcome, Fetch(server.Add("/a.txt", new byte[length]), "/a.txt").Outcome);
    }

    // Without a length, and without an end.
    [Fact]
    public void A_file_that_does_not_end_is_too_large()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        server.AddRaw("/a.txt", [.. "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFF\r\n"u8, .. new byte[100_000]]);
        Assert.Equal(HttpsOutcome.TooLarge, Fetch(server, "/a.txt").Outcome);
    }

    public static TheoryData<string, CertificateFaults> BadCertificates => new()
    {
        { "name", CertificateFaults.NameMismatch },
        { "common name", CertificateFaults.NameMismatch },
        { "root", CertificateFaults.UntrustedRoot | CertificateFaults.IncompleteChain },
        { "dates", CertificateFaults.NotInValidityPeriod },
        { "self", CertificateFaults.UntrustedRoot | CertificateFaults.IncompleteChain },
    };

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public void A_certificate_that_does_not_hold_ends_the_fetch_before_the_request(string what, CertificateFaults faults)
    {
        using var other = TestCertificates.Create();
        using var server = LoopbackHttps.Start(what switch
        {
            "name" => s_authority.Server("other.example.test"),
            "common name" => s_authority.CommonNameOnly(Host),
            "root" => other.Server(Host),
            "dates" => s_authority.Expired(Host),
            _ => TestCertificates.SelfSigned(Host),
        });
        server.AddText("/a.txt", "text");

        var response = Fetch(server, "/a.txt");

        Assert.Equal(HttpsOutcome.CertificateRejected, response.Outcome);
        Assert.NotEqual(CertificateFaults.None, response.Tls!.Faults & faults);
        Assert.Empty(server.Requests);
        Assert.Empty(response.Content);
    }

    [Fact]
    public void A_wildcard_certificate_is_as_good()
    {
        using var server = LoopbackHttps.Start(s_authority.Server("*.example.test"));
        Assert.True(Fetch(server.AddText("/a.txt", "text"), "/a.txt").IsOk);
    }

    [Fact]
    public void A_handshake_that_fails_is_said_to_have_failed()
    {
        using var server = LoopbackHttps.Start(null);
        Assert.Equal(HttpsOutcome.TlsFailed, Fetch(server, "/a.txt").Outcome);
    }

    [Fact]
    public void What_is_no_HTTP_is_said_to_be_none()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        Assert.Equal(HttpsOutcome.ProtocolError, Fetch(server.AddRaw("/a.txt", "220 mx ESMTP\r\n"u8.ToArray()), "/a.txt").Outcome);
    }

    [Fact]
    public void A_server_that_says_nothing_ends_in_time()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        server.AddRaw("/a.txt", []);
        Assert.Equal(HttpsOutcome.Timeout, Fetch(server, "/a.txt", TimeSpan.FromSeconds(1)).Outcome);
    }

    [Fact]
    public void A_body_that_does_not_come_ends_in_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new HttpsOptions { Timeout = TimeSpan.FromSeconds(1), ConnectTo = (IPEndPoint)silent.LocalEndpoint };
        Assert.Equal(HttpsOutcome.Timeout, Fetch(new FakeMailDns(), options).Outcome);
    }

    [Fact]
    public void Cancelling_ends_the_wait()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        server.AddRaw("/a.txt", []);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => Fetch(server, "/a.txt", cancellationToken: source.Token));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_port_where_nobody_listens_takes_no_connection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();
        Assert.Equal(HttpsOutcome.ConnectFailed, Fetch(new FakeMailDns(), new HttpsOptions { ConnectTo = endPoint }).Outcome);
    }

    [Theory]
    [InlineData(DnsOutcome.NxDomain, HttpsOutcome.HostNotFound)]
    [InlineData(DnsOutcome.NoData, HttpsOutcome.HostNotFound)]
    [InlineData(DnsOutcome.ServerFailure, HttpsOutcome.LookupFailed)]
    [InlineData(DnsOutcome.Timeout, HttpsOutcome.LookupFailed)]
    public void A_host_that_is_not_found_is_another_thing_than_one_that_could_not_be_asked_for(DnsOutcome answer, HttpsOutcome outcome)
    {
        var response = Fetch(new FakeMailDns().Fails(Host, answer), new HttpsOptions());
        Assert.Equal(outcome, response.Outcome);
        Assert.Equal(outcome == HttpsOutcome.LookupFailed, response.IsTransient);
    }

    [Fact]
    public void The_hosts_own_addresses_are_connected_to_one_after_the_other()
    {
        using var server = LoopbackHttps.Start(s_authority.Server(Host));
        server.AddText("/a.txt", "text");
        var options = new HttpsOptions();
        options.ExtraRoots.Add(s_authority.Root);

        // Nobody listens on the first address.
        var dns = new FakeMailDns().Aaaa(Host, "::1").A(Host, "127.0.0.1");
        var response = new HttpsFetcher(dns, options).Fetch(new HttpsRequest(new Uri($"https://{Host}:{server.EndPoint.Port}/a.txt"), MaxLength));

        Assert.True(response.IsOk, response.Error);
        Assert.Equal(server.EndPoint.ToString(), response.Address);
    }

    [Theory]
    [InlineData("http://example.test/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.test/")]
    public void Only_HTTPS_is_fetched(string uri) => Assert.Throws<ArgumentException>(() => new HttpsRequest(new Uri(uri), MaxLength));

    private static HttpsResponse Fetch(LoopbackHttps server, string path, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var options = new HttpsOptions { ConnectTo = server.EndPoint, Timeout = timeout ?? TimeSpan.FromSeconds(20) };
        options.ExtraRoots.Add(s_authority.Root);
        return new HttpsFetcher(new FakeMailDns(), options).Fetch(new HttpsRequest(new Uri($"https://{Host}{path}"), MaxLength), cancellationToken);
    }

    private static HttpsResponse Fetch(FakeMailDns dns, HttpsOptions options) =>
        new HttpsFetcher(dns, options).Fetch(new HttpsRequest(new Uri($"https://{Host}/a.txt"), MaxLength));
}

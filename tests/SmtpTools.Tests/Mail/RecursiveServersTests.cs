using System.Net;
using System.Net.Sockets;
using SmtpTools.Mail.Dns;

namespace SmtpTools.Tests.Mail;

public class RecursiveServersTests
{
    [Fact]
    public void A_server_that_is_named_by_its_host_name_is_asked_at_its_addresses()
    {
        var servers = RecursiveServers.Find(Options("dns.example.test:5353", "192.0.2.53"), _ => [IPAddress.Loopback, IPAddress.IPv6Loopback]);
        Assert.Equal(["127.0.0.1:5353", "[::1]:5353", "192.0.2.53:53"], servers.Select(s => s.ToString()));
    }

    // Case C087: loopback, or declared.
    [Fact]
    public void Only_a_server_on_loopback_is_trusted_unless_said()
    {
        Assert.Equal([true, true, false], RecursiveServers.Find(Options("127.0.0.53", "::1", "192.0.2.53"), None).Select(s => s.IsTrusted));
        var declared = new MailDnsOptions { Servers = [DnsServerAddress.Parse("192.0.2.53")], TrustServers = true };
        Assert.True(Assert.Single(RecursiveServers.Find(declared, None)).IsTrusted);
    }

    [Fact]
    public void A_server_whose_name_is_unknown_is_told()
    {
        var error = Assert.Throws<DnsServerException>(
            () => RecursiveServers.Find(Options("dns.example.test"), _ => throw new SocketException((int)SocketError.HostNotFound)));
        Assert.Contains("dns.example.test", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_servers_is_bounded_and_each_is_there_once()
    {
        var many = Enumerable.Range(0, 20).Select(i => $"192.0.2.{i % 10}").ToArray();
        Assert.Equal(RecursiveServers.Max, RecursiveServers.Find(Options(many), None).Count);
        Assert.Single(RecursiveServers.Find(Options("192.0.2.1", "192.0.2.1:53"), None));
    }

    private static MailDnsOptions Options(params string[] servers) => new() { Servers = [.. servers.Select(DnsServerAddress.Parse)] };

    private static IPAddress[] None(string host) => throw new InvalidOperationException(host);
}

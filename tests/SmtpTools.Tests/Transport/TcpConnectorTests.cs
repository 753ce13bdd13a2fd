using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;
using SmtpTools.Transport;

namespace SmtpTools.Tests.Transport;

/// <summary>Which addresses are connected to, in which order, and from where.</summary>
public sealed class TcpConnectorTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(AddressFamilyChoice.Any, "[2001:db8::1]:25 192.0.2.1:25 [2001:db8::2]:25 192.0.2.2:25 [2001:db8::3]:25")]
    [InlineData(AddressFamilyChoice.IPv4, "192.0.2.1:25 192.0.2.2:25")]
    [InlineData(AddressFamilyChoice.IPv6, "[2001:db8::1]:25 [2001:db8::2]:25 [2001:db8::3]:25")]
    public void The_families_alternate_or_one_is_chosen(AddressFamilyChoice choice, string expected) =>
        Assert.Equal(expected, string.Join(' ', Resolve(choice, null, "2001:db8::1", "2001:db8::2", "192.0.2.1", "2001:db8::1", "2001:db8::3", "192.0.2.2")));

    [Theory]
    [InlineData("127.0.0.1", "192.0.2.1:25")]
    [InlineData("::1", "[2001:db8::1]:25")]
    public void Only_what_the_source_address_can_reach_is_tried(string source, string expected) =>
        Assert.Equal(expected, string.Join(' ', Resolve(AddressFamilyChoice.Any, source, "2001:db8::1", "192.0.2.1")));

    [Theory]
    [InlineData(AddressFamilyChoice.IPv4, null, "no IPv4 address, only 2001:db8::1")]
    [InlineData(AddressFamilyChoice.IPv6, "127.0.0.1", "can't be reached from 127.0.0.1")]
    public void What_can_not_be_reached_is_an_error_of_its_own(AddressFamilyChoice choice, string? source, string words)
    {
        var exception = Assert.Throws<SmtpConnectException>(() => Resolve(choice, source, "2001:db8::1"));

        Assert.Equal(SmtpPhase.Resolve, exception.Phase);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_addresses_are_tried_than_the_limit() =>
        Assert.Equal(TcpConnector.MaxAddresses, Resolve(AddressFamilyChoice.Any, null, [.. Enumerable.Range(1, 40).Select(static i => $"192.0.2.{i}")]).Count);

    [Theory]
    [InlineData(AddressFamilyChoice.IPv4, "127.0.0.1")]
    [InlineData(AddressFamilyChoice.IPv6, "::1")]
    public void A_session_keeps_to_the_family(AddressFamilyChoice choice, string address)
    {
        using var server = ScriptedServer.Start(static script => script.Send("220 mx").Answer("EHLO *", "250 mx").Quit(), address: IPAddress.Parse(address));
        var endpoint = new SmtpEndpoint("mx.example.com", server.Port) { Addresses = { IPAddress.Loopback, IPAddress.IPv6Loopback } };
        using var session = new SmtpSession(new SmtpSessionOptions(endpoint) { Security = TlsMode.None, AddressFamily = choice });

        session.Open();

        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), server.Port).ToString(), session.RemoteAddress);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_connection_comes_from_the_source_address_and_port()
    {
        using var listener = Listen();
        var port = FreePort();

        using var socket = Connect(listener, new ConnectionSource(Address: IPAddress.Parse("127.0.0.9"), Port: port));

        using var accepted = listener.Accept();
        Assert.Equal($"127.0.0.9:{port}", accepted.RemoteEndPoint!.ToString());
    }

    [Fact]
    public void A_source_port_alone_will_do()
    {
        using var listener = Listen();
        var port = FreePort();

        using var socket = Connect(listener, new ConnectionSource(Port: port));

        using var accepted = listener.Accept();
        Assert.Equal(port, ((IPEndPoint)accepted.RemoteEndPoint!).Port);
    }

    [Fact]
    public void A_source_that_can_not_be_had_is_an_error_with_its_cause()
    {
        using var listener = Listen();

        var exception = Assert.Throws<SmtpConnectException>(() => Connect(listener, new ConnectionSource(Address: IPAddress.Parse("192.0.2.77"))));

        Assert.NotNull(Assert.Single(exception.Attempts).Error);
    }

    [Fact]
    public void An_address_that_refuses_costs_no_time()
    {
        using var listener = Listen();
        var endpoint = EndpointOf(listener);
        endpoint.Addresses.Clear();
        endpoint.Addresses.Add(IPAddress.Parse("127.0.0.8"));
        endpoint.Addresses.Add(IPAddress.Loopback);
        var connector = new TcpConnector(new ConnectionSource(), TimeProvider.System);
        var targets = connector.Resolve(endpoint, s_limit, CancellationToken.None);

        using var socket = connector.Connect(endpoint, targets, s_limit, out var attempts, CancellationToken.None);

        Assert.Equal([false, true], attempts.Select(static attempt => attempt.Error is null));
        Assert.True(attempts[1].Elapsed < TimeSpan.FromSeconds(1));
        Assert.True(socket.NoDelay);
    }

    [Fact]
    public void An_address_that_does_not_answer_costs_its_head_start_alone()
    {
        using var full = new FullListener();
        var endpoint = new SmtpEndpoint("mx.example.com", full.EndPoint.Port) { Addresses = { IPAddress.Loopback, IPAddress.Parse("127.0.0.8") } };
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(endpoint.Addresses[1], endpoint.Port));
        listener.Listen();
        var connector = new TcpConnector(new ConnectionSource(), TimeProvider.System);
        var start = Stopwatch.GetTimestamp();

        using var socket = connector.Connect(endpoint, connector.Resolve(endpoint, s_limit, CancellationToken.None), s_limit, out var attempts, CancellationToken.None);

        // RFC 8305 5: 250 ms; more only where the machine is busy.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(240), s_limit);
        Assert.Equal($"127.0.0.8:{endpoint.Port}", Assert.Single(attempts).Address);
        Assert.Equal(endpoint.Addresses[1], ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    private static IReadOnlyList<IPEndPoint> Resolve(AddressFamilyChoice choice, string? source, params string[] addresses)
    {
        var endpoint = new SmtpEndpoint("mx.example.com", 25);
        foreach (var address in addresses)
        {
            endpoint.Addresses.Add(IPAddress.Parse(address));
        }

        return new TcpConnector(new ConnectionSource(choice, source is null ? null : IPAddress.Parse(source)), TimeProvider.System).Resolve(endpoint, s_limit, CancellationToken.None);
    }

    private static Socket Connect(Socket listener, ConnectionSource source)
    {
        var endpoint = EndpointOf(listener);
        var connector = new TcpConnector(source, TimeProvider.System);
        return connector.Connect(endpoint, connector.Resolve(endpoint, s_limit, CancellationToken.None), s_limit, out _, CancellationToken.None);
    }

    private static SmtpEndpoint EndpointOf(Socket listener) => new("mx.example.com", ((IPEndPoint)listener.LocalEndPoint!).Port) { Addresses = { IPAddress.Loopback } };

    private static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

using System.Net;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;
using SmtpTools.Tests.TestServer;

namespace SmtpTools.Tests.Transport;

/// <summary>The PROXY header before everything else, and a capture server that takes it.</summary>
public sealed class ProxyProtocolTests
{
    [Theory]
    [InlineData(ProxyProtocolVersion.V1)]
    [InlineData(ProxyProtocolVersion.V2)]
    public void The_header_comes_before_TLS_and_the_greeting(ProxyProtocolVersion version)
    {
        var header = new ProxyProtocolHeader(version, IPEndPoint.Parse("192.0.2.7:4711"), IPEndPoint.Parse("198.51.100.1:465"));
        using var server = ScriptedServer.Start(script =>
            script.ExpectRaw(header.ToOctets(null)).ImplicitTls(TestTls.Certificate).Send("220 mx").Answer("EHLO *", "250 mx").Quit());
        var options = SessionFixture.Options(server, TlsMode.Tls);
        options.ProxyProtocol = header;
        TestTls.Trust(options);
        using var session = new SmtpSession(options);

        session.Open();

        _ = session.Quit();
        server.Verify();
        Assert.Contains(options.Transcript!.Since(0), entry => entry.Text.Contains("192.0.2.7:4711", StringComparison.Ordinal));
    }

    [Fact]
    public void Behind_a_proxy_it_is_the_first_that_the_server_hears()
    {
        using var server = ScriptedServer.Start(script => script
            .ExpectRaw("\x05\x01\0").SendRaw("\x05\0").ExpectBytes(21).SendRaw("\x05\0\0\x01\0\0\0\0\0\0")
            .Expect("PROXY UNKNOWN").Send("220 mx").Answer("EHLO *", "250 mx").Quit());
        var options = new SmtpSessionOptions(new SmtpEndpoint("mx.example.com", 25))
        {
            Security = TlsMode.None,
            Proxy = ProxyOptions.Parse($"socks5://127.0.0.1:{server.Port}"),
            ProxyProtocol = new ProxyProtocolHeader(ProxyProtocolVersion.V1),
        };
        using var session = new SmtpSession(options);

        session.Open();

        _ = session.Quit();
        server.Verify();
    }

    [Theory]
    [InlineData(ProxyProtocolVersion.V1, false)]
    [InlineData(ProxyProtocolVersion.V2, false)]
    [InlineData(ProxyProtocolVersion.V1, true)]
    [InlineData(ProxyProtocolVersion.V2, true)]
    public void A_listener_goes_by_the_client_that_the_header_names(ProxyProtocolVersion version, bool implicitTls)
    {
        using var listener = Listen(implicitTls);
        var options = OptionsFor(listener, new ProxyProtocolHeader(version, IPEndPoint.Parse("192.0.2.7:4711")));
        using var session = new SmtpSession(options);

        session.Open();
        Assert.Equal(SendState.Sent, session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content()).State);

        Assert.Equal("192.0.2.7:4711", listener.Receive(SessionFixture.Patience)!.Client);
    }

    [Theory]
    [InlineData(ProxyProtocolVersion.V1)]
    [InlineData(ProxyProtocolVersion.V2)]
    public void A_header_that_names_none_leaves_the_connections_own(ProxyProtocolVersion version)
    {
        using var listener = Listen(implicitTls: false);
        using var session = new SmtpSession(OptionsFor(listener, new ProxyProtocolHeader(version)));

        session.Open();
        Assert.Equal(SendState.Sent, session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content()).State);

        Assert.StartsWith("127.0.0.1:", listener.Receive(SessionFixture.Patience)!.Client, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO client.example\r\n", ListenerIncidentKind.ProtocolViolation)]
    [InlineData("PROXY TCP4 192.0.2.7\r\n", ListenerIncidentKind.ProtocolViolation)]
    [InlineData("PROXY TCP4 192", ListenerIncidentKind.ConnectionLost)]
    [InlineData("", ListenerIncidentKind.ConnectionLost)]
    public void A_listener_does_not_answer_without_a_header(string sent, ListenerIncidentKind kind)
    {
        using var listener = Listen(implicitTls: false);
        using var client = new RawClient(listener.Endpoint);

        client.Send(sent);
        client.CloseSending();

        // Closed, or reset since it had sent more than was read; not one octet in either case.
        var end = Record.Exception(() => Assert.Equal(string.Empty, client.ReadToEnd()));
        Assert.True(end is null or IOException, end?.ToString());
        Assert.True(SpinWait.SpinUntil(() => listener.Incidents.Count == 1, SessionFixture.Patience));
        Assert.Equal(kind, listener.Incidents[0].Kind);
    }

    private static SmtpListener Listen(bool implicitTls)
    {
        var listener = new SmtpListener(new SmtpListenerOptions { RequireProxyProtocol = true, ImplicitTls = implicitTls });
        listener.Start();
        return listener;
    }

    private static SmtpSessionOptions OptionsFor(SmtpListener listener, ProxyProtocolHeader header)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port)) { ProxyProtocol = header, Timeouts = SmtpTimeouts.AtMost(SessionFixture.Patience) };
        options.Security = listener.ToString().StartsWith("smtps", StringComparison.Ordinal) ? TlsMode.Tls : TlsMode.None;
        options.Tls.ExtraRoots.Add(listener.Certificate!);
        return options;
    }
}

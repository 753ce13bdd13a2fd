using System.Net.Sockets;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;

namespace SmtpTools.Tests.Transport;

/// <summary>Sessions over Unix domain sockets. Windows has them too, from its version 1803 on.</summary>
public sealed class UnixSocketTests
{
    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void An_LMTP_session_goes_over_a_path()
    {
        using var folder = new TemporaryFolder();
        using var server = ScriptedServer.StartAt(
            static script => script.Send("220 mail LMTP").Expect("LHLO *").Send("250-mail", "250-STARTTLS", "250 PIPELINING")
                .Answer("MAIL FROM:<sender@example.org>", "250 ok").Answer("RCPT TO:<a@example.net>", "250 ok").Answer("RCPT TO:<b@example.net>", "250 ok")
                .Answer("DATA", "354 go").ExpectData().Send("250 2.0.0 a", "452 4.2.2 b").Quit(),
            folder["lmtp"]);
        var options = OptionsFor(folder["lmtp"]);
        options.IsLmtp = true;
        using var session = new SmtpSession(options);

        session.Open();
        var result = session.Send(SessionFixture.Envelope("a@example.net", "b@example.net"), SessionFixture.Content());

        Assert.Equal((SendState.PartlySent, $"unix:{folder["lmtp"]}", folder["lmtp"]), (result.State, result.Server, session.RemoteAddress));
        Assert.Equal((null, TlsMode.None), (session.Tls, options.EffectiveSecurity));
        Assert.Contains('.', session.LocalDomain);
        Assert.Null(session.OpeningTimes.Resolve);
        Assert.NotNull(session.OpeningTimes.Connect);
        _ = session.Quit();
        server.Verify();
        Assert.Contains(options.Transcript!.Since(0), entry => entry.Text == $"Connected to unix:{folder["lmtp"]}");
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void A_header_of_the_PROXY_protocol_goes_over_a_path()
    {
        using var folder = new TemporaryFolder();
        using var server = ScriptedServer.StartAt(static script => script.Expect("PROXY UNKNOWN").Send("220 mail").Answer("EHLO *", "250 mail").Quit(), folder["smtp"]);
        var options = OptionsFor(folder["smtp"]);
        options.ProxyProtocol = new ProxyProtocolHeader(ProxyProtocolVersion.V1);
        using var session = new SmtpSession(options);

        session.Open();

        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_path_where_nothing_listens_is_an_error_of_connecting()
    {
        using var folder = new TemporaryFolder();
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(folder["closed"]));
        }

        foreach (var path in new[] { folder["missing"], folder["closed"], folder[new string('x', 200)] })
        {
            using var session = new SmtpSession(OptionsFor(path));

            var exception = Assert.Throws<SmtpConnectException>(() => session.Open());

            Assert.Equal(SmtpPhase.Connect, exception.Phase);
            Assert.Equal((path, true), (Assert.Single(exception.Attempts).Address, exception.Attempts[0].Error is not null));
            Assert.Same(exception.Attempts, session.Attempts);
        }
    }

    [Fact]
    public void A_full_queue_is_waited_for_no_longer_than_said()
    {
        using var folder = new TemporaryFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder["full"]));
        listener.Listen(1);
        var waiting = new List<Socket>();
        try
        {
            // The queue takes one more than its length on Linux.
            for (var i = 0; i < 2; i++)
            {
                var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                client.Connect(new UnixDomainSocketEndPoint(folder["full"]));
                waiting.Add(client);
            }

            var options = OptionsFor(folder["full"]);
            options.Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromMilliseconds(200));
            using var session = new SmtpSession(options);

            _ = Assert.Throws<SmtpConnectException>(() => session.Open());
        }
        finally
        {
            waiting.ForEach(static client => client.Dispose());
        }
    }

    [Fact]
    public void No_proxy_leads_to_a_path()
    {
        var options = OptionsFor("/run/lmtp");
        options.Proxy = ProxyOptions.Parse("socks5://127.0.0.1:1080");

        _ = Assert.Throws<ArgumentException>(() => new SmtpSession(options).Open());
    }

    private static SmtpSessionOptions OptionsFor(string path) => new(SmtpEndpoint.ForUnixSocket(path))
    {
        Timeouts = SmtpTimeouts.AtMost(SessionFixture.Patience),
        Transcript = new TranscriptRecorder(),
    };
}

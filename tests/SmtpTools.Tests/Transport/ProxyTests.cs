using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;

namespace SmtpTools.Tests.Transport;

/// <summary>Sessions through proxies. One script plays the proxy and, behind its reply, the server.</summary>
public sealed class ProxyTests
{
    private const string Bound = "\x05\0\0\x01\x7F\0\0\x01\x12\x34";
    private const string Greeting = "220 mx.example.com ESMTP\r\n";

    private static readonly string s_secret = Convert.ToBase64String("ann:correct horse"u8);

    /// <summary>The proxy, where the session is to go, what the proxy hears and answers; the greeting follows the last answer in the same write.</summary>
    public static TheoryData<string, string, string[]> Dialogues => new()
    {
        { "socks5://", "mx.example.com", ["\x05\x01\0", "\x05\0", "\x05\x01\0\x03\x0Emx.example.com\0\x19", Bound] },
        { "socks5h://", "bücher.example", ["\x05\x01\0", "\x05\0", "\x05\x01\0\x03\x15xn--bcher-kva.example\0\x19", Bound] },
        { "socks5://", "192.0.2.1", ["\x05\x01\0", "\x05\0", "\x05\x01\0\x01\xC0\0\x02\x01\0\x19", Bound] },
        { "socks5://", "2001:db8::25", ["\x05\x01\0", "\x05\0", "\x05\x01\0\x04\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x25\0\x19", "\x05\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\x05"] },
        { "socks5://ann:correct%20horse@", "mx.example.com", ["\x05\x02\0\x02", "\x05\x02", "\x01\x03" + "ann\x0D" + "correct horse", "\x01\0", "\x05\x01\0\x03\x0Emx.example.com\0\x19", "\x05\0\0\x03\x04here\0\x05"] },
        { "socks5://ann:correct%20horse@", "mx.example.com", ["\x05\x02\0\x02", "\x05\0", "\x05\x01\0\x03\x0Emx.example.com\0\x19", "\x05\0\0\x03\0\0\x05"] },
        { "socks4://ann@", "192.0.2.1", ["\x04\x01\0\x19\xC0\0\x02\x01" + "ann\0", "\0\x5A\0\0\0\0\0\0"] },
        { "socks4a://", "mx.example.com", ["\x04\x01\0\x19\0\0\0\x01\0mx.example.com\0", "\0\x5A\x19\0\xC0\0\x02\x01"] },
        { "socks4a://", "192.0.2.1", ["\x04\x01\0\x19\xC0\0\x02\x01\0", "\0\x5A\0\0\0\0\0\0"] },
        { "http://", "mx.example.com", ["CONNECT mx.example.com:25 HTTP/1.1\r\nHost: mx.example.com:25\r\n\r\n", "HTTP/1.1 200 Connection established\r\n\r\n"] },
        { "http://", "2001:db8::25", ["CONNECT [2001:db8::25]:25 HTTP/1.1\r\nHost: [2001:db8::25]:25\r\n\r\n", "HTTP/1.0 200\r\nVia: x\r\nContent-Length: 5\r\n\r\n"] },
        { "http://", "mx.example.com", ["CONNECT mx.example.com:25 HTTP/1.1\r\nHost: mx.example.com:25\r\n\r\n", "HTTP/1.1 100 Wait\r\nA: b\r\n\r\nHTTP/1.1 299 Good\nVia: x\n\n"] },
        { "http://ann:correct%20horse@", "mx.example.com", ["CONNECT mx.example.com:25 HTTP/1.1\r\nHost: mx.example.com:25\r\nProxy-Authorization: Basic " + s_secret + "\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"] },
    };

    /// <summary>The proxy, its answers, what comes of it, words of the message.</summary>
    public static TheoryData<string, string[], ProxyFault, string> Refusals => new()
    {
        { "socks5://", ["\x05\xFF"], ProxyFault.CredentialRefused, "wants credentials, and none were given" },
        { "socks5://ann:correct%20horse@", ["\x05\xFF"], ProxyFault.CredentialRefused, "did not accept" },
        { "socks5://ann:correct%20horse@", ["\x05\x02", "\x01\x01"], ProxyFault.CredentialRefused, "status 1" },
        { "socks5://ann:correct%20horse@", ["\x05\x02", "\x05\xFF"], ProxyFault.CredentialRefused, "status 255" },
        { "socks5://", ["\x05\x02"], ProxyFault.ProtocolError, "method 2" },
        { "socks5://", ["\x05\x01"], ProxyFault.ProtocolError, "method 1" },
        { "socks5://", ["\x04\0"], ProxyFault.ProtocolError, @"'\x04\x00'" },
        { "socks5://", ["HTTP/1.1 400 Bad request\r\n\r\n"], ProxyFault.ProtocolError, "'HT'" },
        { "socks5://", ["\x05\0", "\x05\x01\0\x01\0\0\0\0\0\0"], ProxyFault.TargetUnreachable, "general failure" },
        { "socks5://", ["\x05\0", "\x05\x02\0\x01\0\0\0\0\0\0"], ProxyFault.TargetRefused, "rules" },
        { "socks5://", ["\x05\0", "\x05\x03\0\x01\0\0\0\0\0\0"], ProxyFault.TargetUnreachable, "network unreachable" },
        { "socks5://", ["\x05\0", "\x05\x04\0\x01\0\0\0\0\0\0"], ProxyFault.TargetUnreachable, "host unreachable" },
        { "socks5://", ["\x05\0", "\x05\x05\0\x01\0\0\0\0\0\0"], ProxyFault.TargetUnreachable, "connection refused" },
        { "socks5://", ["\x05\0", "\x05\x06\0\x01\0\0\0\0\0\0"], ProxyFault.TargetUnreachable, "time to live" },
        { "socks5://", ["\x05\0", "\x05\x07\0\x01\0\0\0\0\0\0"], ProxyFault.TargetRefused, "does not make connections" },
        { "socks5://", ["\x05\0", "\x05\x08\0\x01\0\0\0\0\0\0"], ProxyFault.TargetRefused, "type of address" },
        { "socks5://", ["\x05\0", "\x05\x7F\0\x01\0\0\0\0\0\0"], ProxyFault.ProtocolError, "code 127" },
        { "socks5://", ["\x05\0", "\x05\0\0\x02\0\0\0\0\0\0"], ProxyFault.ProtocolError, "unknown type 2" },
        { "socks5://", ["\x05\0", "\x04\0\0\x01\0\0\0\0\0\0"], ProxyFault.ProtocolError, "begin with 5" },
        { "socks4a://", ["\0\x5B\0\0\0\0\0\0"], ProxyFault.TargetUnreachable, "91" },
        { "socks4a://ann@", ["\0\x5C\0\0\0\0\0\0"], ProxyFault.CredentialRefused, "identd" },
        { "socks4a://ann@", ["\0\x5D\0\0\0\0\0\0"], ProxyFault.CredentialRefused, "another user" },
        { "socks4a://", ["\0\x5E\0\0\0\0\0\0"], ProxyFault.ProtocolError, "94" },
        { "socks4a://", ["\x05\xFF\0\0\0\0\0\0"], ProxyFault.ProtocolError, "begins with a zero" },
        { "http://", ["HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"], ProxyFault.CredentialRefused, "none were given: HTTP status 407, Proxy Authentication Required." },
        { "http://ann:correct%20horse@", ["HTTP/1.1 401 Unauthorized\r\n\r\n"], ProxyFault.CredentialRefused, "HTTP status 401, Unauthorized." },
        { "http://ann:correct%20horse@", ["HTTP/1.1 407 No\r\nproxy-authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n"], ProxyFault.CredentialRefused, "Negotiate, NTLM, and only Basic" },
        { "http://", ["HTTP/1.1 403 Filtered\r\n\r\n<html>"], ProxyFault.TargetRefused, "HTTP status 403, Filtered." },
        { "http://", ["HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n"], ProxyFault.TargetRefused, "302" },
        { "http://", ["HTTP/1.0 503 Service Unavailable\r\n\r\n"], ProxyFault.TargetUnreachable, "503, Service Unavailable" },
        { "http://", ["HTTP/1.1 501 Unknown method\r\n\r\n"], ProxyFault.TargetRefused, "501" },
        { "http://", ["HTTP/1.1 2000 OK\r\n\r\n"], ProxyFault.ProtocolError, "status line" },
        { "http://", ["HTTP/1.1\r\n\r\n"], ProxyFault.ProtocolError, "status line" },
        { "http://", ["220 mx.example.com ESMTP\r\n"], ProxyFault.ProtocolError, "status line, and it sent '2'" },
        { "http://", ["HTTP/2.0 200 OK\r\n\r\n"], ProxyFault.ProtocolError, "it sent 'HTTP/2'" },
        { "http://", ["HTTP/1.1 200 OK\r\nX: " + new string('x', 20_000) + "\r\n\r\n"], ProxyFault.ProtocolError, "16384" },
    };

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void A_session_goes_through(string proxy, string host, string[] dialogue)
    {
        foreach (var chunking in new[] { SendChunking.Whole, SendChunking.PerByte })
        {
            using var server = ScriptedServer.Start(script => Serve(Play(script, dialogue, last: Greeting)), chunking);
            var options = OptionsFor(server, proxy, host);
            using var session = new SmtpSession(options);

            session.Open();

            Assert.Equal("mx.example.com ESMTP", session.Greeting!.Text);
            Assert.Equal(SendState.Sent, session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content()).State);
            _ = session.Quit();
            server.Verify();
            var at = Assert.Single(session.Attempts).Address;
            Assert.Equal((at, $"127.0.0.1:{server.Port}"), (session.RemoteAddress, at));
            var record = Record(options);
            Assert.Contains($"through the proxy {options.Proxy} at {at}", record, StringComparison.Ordinal);
            Assert.DoesNotContain("correct horse", record, StringComparison.Ordinal);
            Assert.DoesNotContain(s_secret, record, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_says_whose_it_is(string proxy, string[] answers, ProxyFault fault, string words)
    {
        // Thousands of octets, each in a packet of its own, take longer than the time for a proxy on a machine that does other things, too.
        const int MostOneByOne = 1000;
        foreach (var chunking in answers.Sum(answer => answer.Length) > MostOneByOne ? [SendChunking.Whole] : new[] { SendChunking.Whole, SendChunking.PerByte })
        {
            using var server = ScriptedServer.Start(script => Answer(script, proxy, answers), chunking);
            using var session = new SmtpSession(OptionsFor(server, proxy, "mx.example.com"));

            var exception = Assert.Throws<SmtpProxyException>(() => session.Open());

            Assert.Equal((fault, SmtpPhase.Proxy), (exception.Fault, exception.Phase));
            Assert.Equal(fault == ProxyFault.TargetUnreachable, exception.IsTransient);
            Assert.Contains(words, exception.Message, StringComparison.Ordinal);
            Assert.Contains($"127.0.0.1:{server.Port}", exception.Message, StringComparison.Ordinal);
            Assert.Equal(SmtpSessionState.Broken, session.State);
            Assert.Same(exception, session.Failure);
            Assert.Single(session.Attempts);
        }
    }

    [Theory]
    [InlineData("socks5://", "\x05\0\x05\0\0\x01\0\0\0\0\0\0")]
    [InlineData("socks5://ann:x@", "\x05\x02\x01\0\x05\0\0\x03\x04here\0\0")]
    [InlineData("socks4a://", "\0\x5A\0\0\0\0\0\0")]
    [InlineData("http://", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n")]
    public void A_proxy_that_closes_too_early_is_told_from_the_server(string proxy, string answers)
    {
        for (var length = 0; length < answers.Length; length++)
        {
            // It need not wait for what it answers.
            using var server = ScriptedServer.Start(script => script.SendRaw(answers[..length]).Close());
            using var session = new SmtpSession(OptionsFor(server, proxy, "mx.example.com"));

            var exception = Assert.Throws<SmtpProxyException>(() => session.Open());

            Assert.Equal((ProxyFault.ConnectionLost, SmtpPhase.Proxy, true), (exception.Fault, exception.Phase, exception.IsTransient));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nEndless: ", "x")]
    [InlineData("", "HTTP/1.1 103 Early hints\r\n\r\n")]
    public void An_endless_reply_ends(string start, string more)
    {
        using var server = ScriptedServer.Start(script => script.SendRaw(start).SendEndless(more));
        using var session = new SmtpSession(OptionsFor(server, "http://", "mx.example.com"));

        var exception = Assert.Throws<SmtpProxyException>(() => session.Open());

        Assert.Equal(ProxyFault.ProtocolError, exception.Fault);
        Assert.Contains("longer than 16384 octets", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("socks5://", "\x05")]
    [InlineData("socks4a://", "\0\x5A\0\0\0\0\0")]
    [InlineData("http://", "HTTP/1.1 200 OK\r\n")]
    public void A_proxy_that_drips_or_stalls_is_timed_out(string proxy, string answer)
    {
        using var server = ScriptedServer.Start(script => script.Dribble(answer, TimeSpan.FromMilliseconds(60)).Stall());
        var options = OptionsFor(server, proxy, "mx.example.com");
        options.Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromMilliseconds(500));
        using var session = new SmtpSession(options);

        var exception = Assert.Throws<SmtpTimeoutException>(() => session.Open());

        Assert.Equal((SmtpPhase.Proxy, true), (exception.Phase, exception.IsTransient));
        Assert.Equal(TimeSpan.FromMilliseconds(500), exception.Timeout);
    }

    [Fact]
    public void Cancelling_ends_the_wait_for_a_proxy()
    {
        using var asked = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.ExpectBytes(3).Signal(asked).Stall());
        using var session = new SmtpSession(OptionsFor(server, "socks5://", "mx.example.com"));
        using var cancellation = new CancellationTokenSource();
        var canceller = new Thread(() =>
        {
            _ = asked.Wait(SessionFixture.Patience);
            cancellation.Cancel();
        });
        canceller.Start();

        _ = Assert.Throws<OperationCanceledException>(() => session.Open(cancellation.Token));

        canceller.Join();
        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Who is {0}?\r\n\r\n")]
    [InlineData("HTTP/1.1 407 Not correct horse\r\n\r\n")]
    [InlineData("HTTP/1.1 2 {0}\r\n\r\n")]
    public void A_proxy_that_repeats_the_credentials_gets_them_into_no_error(string answer)
    {
        using var server = ScriptedServer.Start(script => script.SendRaw(string.Format(System.Globalization.CultureInfo.InvariantCulture, answer, s_secret)).Stall());
        var options = OptionsFor(server, "http://ann:correct%20horse@", "mx.example.com");
        using var session = new SmtpSession(options);

        var exception = Assert.Throws<SmtpProxyException>(() => session.Open());

        Assert.Contains("***", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", exception + Record(options), StringComparison.Ordinal);
        Assert.DoesNotContain(s_secret, exception + Record(options), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_that_is_not_there_is_told_from_the_server()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        var options = new SmtpSessionOptions(new SmtpEndpoint("mx.example.com", 25)) { Proxy = ProxyOptions.Parse($"socks5://127.0.0.1:{port}") };
        using var session = new SmtpSession(options);

        var exception = Assert.Throws<SmtpProxyException>(() => session.Open());

        Assert.Equal((ProxyFault.Unreachable, SmtpPhase.Connect, true), (exception.Fault, exception.Phase, exception.IsTransient));
        Assert.Contains($"127.0.0.1:{port}", exception.Message, StringComparison.Ordinal);
        Assert.IsType<SmtpConnectException>(exception.InnerException);
        Assert.NotNull(Assert.Single(session.Attempts).Error);
    }

    [Fact]
    public void The_next_address_of_the_server_is_asked_for_on_a_new_connection()
    {
        using var server = ScriptedServer.Start(
        [
            script => script.ExpectRaw("\x05\x01\0").SendRaw("\x05\0").ExpectRaw("\x05\x01\0\x01\xC0\0\x02\x01\0\x19").SendRaw("\x05\x05\0\x01\0\0\0\0\0\0").Close(),
            script => script.ExpectRaw("\x05\x01\0").SendRaw("\x05\0").ExpectRaw("\x05\x01\0\x01\xC0\0\x02\x02\0\x19").SendRaw(Bound + Greeting).Answer("EHLO *", "250 mx").Quit(),
        ]);
        var options = OptionsFor(server, "socks5://", "mx.example.com");
        options.Endpoint!.Addresses.Add(IPAddress.Parse("192.0.2.1"));
        options.Endpoint.Addresses.Add(IPAddress.Parse("192.0.2.2"));
        using var session = new SmtpSession(options);

        session.Open();

        _ = session.Quit();
        server.Verify();
        Assert.Equal(2, session.Attempts.Count);
    }

    [Fact]
    public void A_choice_of_family_is_kept_by_looking_the_name_up_here()
    {
        using var server = ScriptedServer.Start(script =>
            script.ExpectRaw("\x05\x01\0").SendRaw("\x05\0").ExpectRaw("\x05\x01\0\x01\x7F\0\0\x01\0\x19").SendRaw(Bound + Greeting).Answer("EHLO *", "250 mx").Quit());
        var options = OptionsFor(server, "socks5://", "localhost");
        options.AddressFamily = AddressFamilyChoice.IPv4;
        using var session = new SmtpSession(options);

        session.Open();

        _ = session.Quit();
        server.Verify();
        Assert.NotNull(session.OpeningTimes.Resolve);
    }

    [Theory]
    [InlineData("socks4://", "2001:db8::25")]
    [InlineData("socks4a://", "2001:db8::25")]
    public void SOCKS4_is_not_asked_for_an_IPv6_address(string proxy, string host)
    {
        using var server = ScriptedServer.Start(static script => script.ExpectClose());
        using var session = new SmtpSession(OptionsFor(server, proxy, host));

        var exception = Assert.ThrowsAny<SmtpToolsException>(() => session.Open());

        Assert.Contains("IPv", exception.Message, StringComparison.Ordinal);
        Assert.False(exception is SmtpProxyException { Fault: not ProxyFault.TargetRefused });
    }

    [Theory]
    [InlineData("mx.example.com\r\nX-Injected: yes")]
    [InlineData("mx example")]
    [InlineData("mx\0.example")]
    public void No_name_breaks_out_of_a_request(string host)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint(host, 25)) { Proxy = ProxyOptions.Parse("http://127.0.0.1:9") };
        using var session = new SmtpSession(options);

        Assert.Equal(SmtpPhase.Resolve, Assert.Throws<SmtpConnectException>(() => session.Open()).Phase);
    }

    [Fact]
    public void TLS_from_the_first_octet_goes_through()
    {
        using var server = ScriptedServer.Start(script => script
            .ExpectRaw("\x05\x01\0").SendRaw("\x05\0").ExpectRaw("\x05\x01\0\x03\x09localhost\x01\xD1").SendRaw(Bound)
            .ImplicitTls(TestTls.Certificate).Send("220 mx").Answer("EHLO *", "250 mx").Quit());
        var options = new SmtpSessionOptions(new SmtpEndpoint("localhost", 465))
        {
            Proxy = ProxyOptions.Parse($"socks5://127.0.0.1:{server.Port}"),
            Timeouts = SmtpTimeouts.AtMost(SessionFixture.Patience),
            LocalDomain = "client.example",
        };
        TestTls.Trust(options);
        using var session = new SmtpSession(options);

        session.Open();

        Assert.True(session.Tls!.IsVerified);
        _ = session.Quit();
        server.Verify();
    }

    private static SmtpSessionOptions OptionsFor(ScriptedServer server, string proxy, string host) => new(new SmtpEndpoint(host, 25))
    {
        Proxy = ProxyOptions.Parse($"{proxy}127.0.0.1:{server.Port}"),
        Security = TlsMode.None,
        LocalDomain = "client.example",
        Timeouts = SmtpTimeouts.AtMost(SessionFixture.Patience),
        Transcript = new TranscriptRecorder(),
    };

    private static string Record(SmtpSessionOptions options) => string.Join('\n', options.Transcript!.Since(0).Select(static entry => entry.ToString()));

    private static Script Play(Script script, string[] dialogue, string last)
    {
        for (var i = 0; i < dialogue.Length; i += 2)
        {
            _ = script.ExpectRaw(dialogue[i]).SendRaw(dialogue[i + 1] + (i + 2 == dialogue.Length ? last : string.Empty));
        }

        return script;
    }

    /// <summary>Answers requests of whatever content: only their lengths are known.</summary>
    private static void Answer(Script script, string proxy, string[] answers)
    {
        var isHttp = proxy.StartsWith("http", StringComparison.Ordinal);
        var lengths = proxy switch
        {
            "socks5://" => [3, 21],
            "socks4a://" => [24],
            "socks4a://ann@" => [27],
            _ => new[] { 4, 18 },
        };
        for (var i = 0; i < answers.Length; i++)
        {
            script = isHttp ? script.Expect("CONNECT mx.example.com:25 HTTP/1.1", "Host: mx.example.com:25") : script.ExpectBytes(lengths[i]);
            _ = script.SendRaw(answers[i]);
        }

        _ = script.Stall();
    }

    private static void Serve(Script script) => script
        .Answer("EHLO client.example", "250 mx").Answer("MAIL FROM:<sender@example.org>", "250 ok").Answer("RCPT TO:<a@example.net>", "250 ok")
        .Answer("DATA", "354 go").ExpectData().Send("250 2.0.0 ok").Quit();
}

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.TestServer;

public class ScriptedServerTests
{
    public static TheoryData<SendChunking> Chunkings => [SendChunking.Whole, SendChunking.PerLine, SendChunking.PerByte];

    [Theory]
    [MemberData(nameof(Chunkings))]
    public void A_dialogue_that_follows_the_script_verifies(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(static script => script
            .Send("220 mx ESMTP")
            .Answer("EHLO *", "250-mx", "250 SIZE 1000")
            .Answer("DATA", "354 go on")
            .ExpectData()
            .Send("250 ok")
            .Quit(), chunking);
        using (var client = new RawClient(server.EndPoint))
        {
            Assert.Equal("220 mx ESMTP", client.ReadLine());
            client.Send("EHLO here\r\n");
            Assert.Equal("250-mx", client.ReadLine());
            Assert.Equal("250 SIZE 1000", client.ReadLine());
            client.Send("DATA\r\n");
            Assert.Equal("354 go on", client.ReadLine());
            client.Send("a: b\r\n\r\n..dot\r\n.\r\nQUIT\r\n");
            Assert.Equal("250 ok", client.ReadLine());
            Assert.Equal("221 2.0.0 Bye", client.ReadLine());
        }

        server.Verify();
        Assert.Equal(["EHLO here", "DATA", "QUIT"], server.Connection.Lines);
        Assert.Equal("a: b\r\n\r\n..dot\r\n"u8, Assert.Single(server.Connection.Contents));
        Assert.Equal("a: b\r\n\r\n.dot\r\n"u8, ScriptConnection.Unstuff(server.Connection.Contents[0]));
    }

    [Fact]
    public void Another_line_than_expected_is_kept_as_a_mismatch_and_ends_the_connection()
    {
        using var server = ScriptedServer.Start(static script => script.Send("220 mx").Answer("EHLO *", "250 mx"));
        using (var client = new RawClient(server.EndPoint))
        {
            Assert.Equal("220 mx", client.ReadLine());
            client.Send("HELO here\r\n");
            Assert.ThrowsAny<IOException>(client.ReadLine);
        }

        var error = Assert.Throws<ScriptMismatchException>(server.Verify);
        Assert.Contains("connection 0, step 2: expected \"EHLO *\", but the client sent \"HELO here\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(server.Mismatches).Step);
    }

    [Fact]
    public void A_client_that_closes_early_is_a_mismatch()
    {
        using var server = ScriptedServer.Start(static script => script.Send("220 mx").Expect("EHLO *"));
        using (var client = new RawClient(server.EndPoint))
        {
            Assert.Equal("220 mx", client.ReadLine());
            client.Send("EHL");
        }

        var error = Assert.Throws<ScriptMismatchException>(server.Verify);
        Assert.Contains("the client closed the connection, after \"EHL\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_stays_silent_is_a_mismatch()
    {
        using var server = ScriptedServer.Start(static script => script.Expect("EHLO *"), stepTimeout: TimeSpan.FromMilliseconds(100));
        using var client = new RawClient(server.EndPoint);
        Assert.ThrowsAny<IOException>(client.ReadLine);
        Assert.Contains("nothing came for 0.1 s", Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO a\n", "bare CR or LF")]
    [InlineData("EHLO a\rb\r\n", "bare CR or LF")]
    public void A_bare_line_end_in_a_command_is_a_mismatch(string sent, string told)
    {
        using var server = ScriptedServer.Start(static script => script.ExpectAnyLine());
        using (var client = new RawClient(server.EndPoint))
        {
            client.Send(sent);
        }

        Assert.Contains(told, Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", "bare CR or LF")]
    [InlineData("a\r\n.b\r\n.\r\n", "a dot doubled")]
    public void Content_that_could_smuggle_is_a_mismatch(string sent, string told)
    {
        using var server = ScriptedServer.Start(static script => script.ExpectData());
        using (var client = new RawClient(server.EndPoint))
        {
            client.Send(sent);
        }

        Assert.Contains(told, Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_of_Bdat_are_kept_as_one_content()
    {
        using var server = ScriptedServer.Start(static script => script.AnswerBdat("250 ok").ExpectBytes(2));
        using (var client = new RawClient(server.EndPoint))
        {
            client.Send("BDAT 3\r\na\n.BDAT 0\r\nBDAT 1 LAST\r\nbxy");
            Assert.Equal(["250 ok", "250 ok", "250 ok"], [client.ReadLine(), client.ReadLine(), client.ReadLine()]);
        }

        server.Verify();
        Assert.Equal(["a\n.b", "xy"], server.Connection.Contents.Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public void Each_connection_can_have_a_script_of_its_own()
    {
        using var server = ScriptedServer.Start([static script => script.Send("220 one"), static script => script.Send("220 two")]);
        using (var first = new RawClient(server.EndPoint))
        using (var second = new RawClient(server.EndPoint))
        {
            Assert.Equal(["220 one", "220 two"], [first.ReadLine(), second.ReadLine()]);
        }

        server.Verify();
        using var third = new RawClient(server.EndPoint);
        Assert.ThrowsAny<IOException>(third.ReadLine);
        Assert.Contains("one more came", Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_never_comes_is_told()
    {
        using var server = ScriptedServer.Start(static script => script.Send("220 mx"), stepTimeout: TimeSpan.FromMilliseconds(50));
        Assert.Contains("1 connections were expected, but 0 came", Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Close_is_an_end_of_stream_and_Reset_an_error()
    {
        using var server = ScriptedServer.Start([static script => script.Send("220 a").Close(), static script => script.Send("220 b").Reset()]);
        using (var first = new RawClient(server.EndPoint))
        {
            Assert.Equal("220 a", first.ReadLine());
            Assert.Throws<EndOfStreamException>(first.ReadLine);
        }

        using (var second = new RawClient(server.EndPoint))
        {
            var error = Assert.ThrowsAny<IOException>(() => second.ReadToEnd());
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
        }

        server.Verify();
    }

    [Fact]
    public void Stall_answers_nothing_and_ends_when_the_client_leaves()
    {
        using var reached = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.Send("220 mx").Expect("EHLO *").Signal(reached).Stall());
        using (var client = new RawClient(server.EndPoint))
        {
            client.Send("EHLO here\r\nmore");
            Assert.True(reached.Wait(TimeSpan.FromSeconds(10)));
        }

        server.Verify();
        Assert.Equal("EHLO here\r\nmore", Encoding.ASCII.GetString(server.Connection.Received));
    }

    [Fact]
    public void WaitFor_holds_the_script_until_the_test_allows_it()
    {
        using var allowed = new ManualResetEventSlim();
        using var server = ScriptedServer.Start(script => script.WaitFor(allowed).Send("220 late"));
        using (var client = new RawClient(server.EndPoint))
        {
            Assert.Equal(0, client.Available);
            allowed.Set();
            Assert.Equal("220 late", client.ReadLine());
        }

        server.Verify();
    }

    [Fact]
    public void Dribble_and_SendEndless_go_on_until_the_client_leaves()
    {
        using var server = ScriptedServer.Start(
            [static script => script.Dribble(new string('2', 100_000), TimeSpan.FromMilliseconds(1)), static script => script.SendEndless("250-x\r\n")]);
        using (var first = new RawClient(server.EndPoint))
        {
            Assert.Equal("222", Encoding.ASCII.GetString(first.Read(3)));
        }

        using (var second = new RawClient(server.EndPoint))
        {
            for (var line = 0; line < 50_000; line++)
            {
                Assert.Equal("250-x", second.ReadLine());
            }
        }

        server.Verify();
    }

    [Fact]
    public void Dispose_ends_a_script_that_stalls()
    {
        using var reached = new ManualResetEventSlim();
        var server = ScriptedServer.Start(script => script.Expect("EHLO x").Signal(reached).StallWithoutReading());
        using var client = new RawClient(server.EndPoint);
        client.Send("EHLO x\r\n");
        Assert.True(reached.Wait(TimeSpan.FromSeconds(10)));
        server.Dispose();
        Assert.Equal("", client.ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(Chunkings))]
    public void StartTls_goes_on_encrypted_and_keeps_the_facts(SendChunking chunking)
    {
        using var authority = TestCertificates.Create();
        using var certificate = authority.Intermediate().Server("mx.example.test");
        using var clientCertificate = authority.Client("a@example.test");
        using var server = ScriptedServer.Start(script => script
            .Answer("STARTTLS", "220 go on")
            .StartTls(certificate, static options => options.ClientCertificateRequired = true)
            .Answer("EHLO *", "250 mx")
            .ExpectClose(), chunking);
        using (var client = new RawClient(server.EndPoint))
        {
            client.Send("STARTTLS\r\n");
            Assert.Equal("220 go on", client.ReadLine());
            client.StartTls("mx.example.test", authority.Root, clientCertificate.Leaf);
            client.Send("EHLO here\r\n");
            Assert.Equal("250 mx", client.ReadLine());
        }

        server.Verify();
        Assert.Equal("mx.example.test", server.Connection.TlsServerName);
        Assert.Equal("CN=a@example.test", server.Connection.ClientCertificate?.Subject);
        Assert.NotEqual(SslProtocols.None, server.Connection.TlsProtocol);
    }

    [Fact]
    public void Plaintext_sent_behind_StartTls_is_a_mismatch()
    {
        using var certificate = TestCertificates.SelfSigned();
        using var server = ScriptedServer.Start(script => script.Answer("STARTTLS", "220 go on").StartTls(certificate));
        using (var client = new RawClient(server.EndPoint))
        {
            client.Send("STARTTLS\r\nEHLO x\r\n");
            Assert.ThrowsAny<IOException>(() => client.ReadToEnd());
        }

        Assert.Contains("nothing in plaintext before the TLS handshake", Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_the_client_refuses_is_what_ExpectTlsRefusal_wants()
    {
        using var authority = TestCertificates.Create(TestKey.Rsa);
        using var expired = authority.Expired("mx.example.test");
        using var server = ScriptedServer.Start(script => script.ExpectTlsRefusal(expired));
        using (var client = new RawClient(server.EndPoint))
        {
            _ = Assert.Throws<AuthenticationException>(() => client.StartTls("mx.example.test", authority.Root));
        }

        server.Verify();
    }

    [Fact]
    public void ExpectTlsRefusal_is_a_mismatch_when_the_client_goes_on()
    {
        using var authority = TestCertificates.Create();
        using var certificate = authority.Server("mx.example.test");
        using var server = ScriptedServer.Start(script => script.ExpectTlsRefusal(certificate));
        using (var client = new RawClient(server.EndPoint))
        {
            client.StartTls("mx.example.test", authority.Root);
            client.Send("EHLO here\r\n");
        }

        Assert.Contains("expected the client to close", Assert.Throws<ScriptMismatchException>(server.Verify).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EHLO *", "EHLO x", true)]
    [InlineData("EHLO x", "EHLO X", false)]
    [InlineData("MAIL FROM:<*> SIZE=*", "MAIL FROM:<a@b> SIZE=10", true)]
    [InlineData("MAIL FROM:<*> SIZE=*", "MAIL FROM:<a@b>", false)]
    [InlineData("*a", "a", true)]
    [InlineData("a*a", "a", false)]
    public void A_star_stands_for_any_text(string pattern, string line, bool matches) =>
        Assert.Equal(matches, WireText.Matches(line, pattern));

    [Fact]
    public void Nothing_can_follow_the_step_that_closes() =>
        Assert.Throws<InvalidOperationException>(static () => ScriptedServer.Start(static script => script.Close().Send("220 x")));

    [Fact]
    public void Certificates_say_what_they_were_made_for()
    {
        using var authority = TestCertificates.Create();
        using var named = authority.Server("mx.example.test", "192.0.2.1");
        using var later = authority.NotYetValid();
        var names = named.Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["mx.example.test"], names.EnumerateDnsNames());
        Assert.Equal("192.0.2.1", Assert.Single(names.EnumerateIPAddresses()).ToString());
        Assert.True(later.Leaf.NotBefore > DateTime.Now);
        Assert.True(named.Leaf.HasPrivateKey);
        Assert.Equal(authority.Root.Subject, named.Leaf.Issuer);
    }
}

using SmtpTools.TestServer;
using SmtpTools.Tests.Session.Hostile;
using static SmtpTools.Tests.Session.SessionFixture;

namespace SmtpTools.Tests.Session;

/// <summary>XCLIENT and XFORWARD.</summary>
public sealed class ClientAttributeTests
{
    private const string AllOfXClient = "XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT REVERSE_NAME";
    private const string AllOfXForward = "XFORWARD NAME ADDR PROTO HELO SOURCE PORT IDENT";

    [Fact]
    public void Every_attribute_goes_out_as_xtext_and_EHLO_is_said_again()
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient, "PIPELINING")
            .Expect("XCLIENT NAME=spike.example REVERSE_NAME=[TEMPUNAVAIL] ADDR=IPV6:2001:db8::1 PORT=4711 PROTO=ESMTP HELO=a+20b+3D+2B+C3+A4 LOGIN=ann DESTADDR=192.0.2.1 DESTPORT=[UNAVAILABLE]")
            .Send("220 mx.example ESMTP again").Ehlo("SIZE 1000").Message().Quit());
        using var session = Open(server);

        var reply = session.XClient(new XClientAttributes
        {
            Name = "spike.example",
            ReverseName = XClientAttributes.TemporarilyUnavailable,
            Address = "2001:db8::1",
            Port = "4711",
            Protocol = "esmtp",
            Helo = "a b=+ä",
            Login = "ann",
            DestinationAddress = "192.0.2.1",
            DestinationPort = XClientAttributes.Unavailable,
        });

        Assert.Equal((220, "mx.example ESMTP again"), (reply.Code, reply.Text));
        Assert.Same(reply, session.Greeting);
        Assert.Equal((false, 1000L), (session.Extensions.Pipelining, session.Extensions.MaxSize));
        Assert.Equal(SendState.Sent, session.Send(Envelope("a@example.net", "b@example.net"), Content()).State);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void XFORWARD_changes_nothing_else()
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXForward)
            .Answer("XFORWARD NAME=spike.example ADDR=192.0.2.1 PORT=4711 PROTO=SMTP HELO=[UNAVAILABLE] IDENT=4F+2B1A SOURCE=REMOTE", "250 2.0.0 Ok").Message().Quit());
        using var session = Open(server);
        var greeting = session.Greeting;

        var reply = session.XForward(new XForwardAttributes
        {
            Name = "spike.example",
            Address = "192.0.2.1",
            Port = "4711",
            Protocol = "SMTP",
            Helo = XClientAttributes.Unavailable,
            QueueId = "4F+1A",
            Source = "remote",
        });

        Assert.Equal(250, reply.Code);
        Assert.Same(greeting, session.Greeting);
        Assert.Equal(SendState.Sent, session.Send(Envelope("a@example.net", "b@example.net"), Content()).State);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_refusal_leaves_the_session_as_it_was()
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient, AllOfXForward)
            .Answer("XCLIENT ADDR=192.0.2.1", "550 5.7.0 Insufficient authorization").Answer("XFORWARD ADDR=192.0.2.1", "501 5.5.4 Bad").Answer("NOOP", "250 Ok").Quit());
        using var session = Open(server);

        Assert.Equal(550, session.XClient(new XClientAttributes { Address = "192.0.2.1" }).Code);
        Assert.Equal(501, session.XForward(new XForwardAttributes { Address = "192.0.2.1" }).Code);

        Assert.Equal(("mx.example ESMTP", true), (session.Greeting!.Text, session.Extensions.Offers("XCLIENT")));
        Assert.Equal(250, session.Noop().Code);
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void More_than_fits_in_a_line_goes_in_several()
    {
        var name = new string('n', 250);
        var helo = new string('h', 250);
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient, AllOfXForward)
            .Answer($"XFORWARD NAME={name}", "250 Ok").Answer($"XFORWARD HELO={helo}", "250 Ok")
            .Answer($"XCLIENT NAME={name}", "220 once").Answer($"XCLIENT HELO={helo}", "220 twice").Ehlo(AllOfXClient)
            .Answer($"XCLIENT NAME={name}", "220 once").Answer($"XCLIENT HELO={helo}", "501 5.5.4 Too long").Ehlo().Quit());
        using var session = Open(server);

        Assert.Equal(250, session.XForward(new XForwardAttributes { Name = name, Helo = helo }).Code);
        Assert.Equal("twice", session.XClient(new XClientAttributes { Name = name, Helo = helo }).Text);
        Assert.Equal(501, session.XClient(new XClientAttributes { Name = name, Helo = helo }).Code);

        Assert.Equal(("once", SmtpSessionState.Ready), (session.Greeting!.Text, session.State));
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_session_opens_as_the_client_of_its_options_before_it_signs_in()
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient)
            .Answer("XCLIENT ADDR=192.0.2.1 HELO=other.example", "220 as that client").Ehlo("AUTH PLAIN").Expect("AUTH PLAIN *").Send("235 2.7.0 Ok").Quit());
        var options = Options(server);
        options.XClient = new XClientAttributes { Address = "192.0.2.1", Helo = "other.example" };
        options.Credential = SmtpCredential.Password("ann", static () => "secret");
        options.AllowUnprotectedAuth = true;
        using var session = new SmtpSession(options);

        session.Open();

        Assert.Equal(("as that client", true), (session.Greeting!.Text, session.IsAuthenticated));
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_session_does_not_open_where_its_client_is_refused()
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient).Answer("XCLIENT ADDR=192.0.2.1", "550 5.7.0 Insufficient authorization").Quit());
        var options = Options(server);
        options.XClient = new XClientAttributes { Address = "192.0.2.1" };
        using var session = new SmtpSession(options);

        var exception = Assert.Throws<SmtpReplyException>(() => session.Open());

        Assert.Equal((550, "XCLIENT"), (exception.Reply.Code, exception.Command));
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_client_that_can_not_be_is_refused_before_anything_is_connected_to()
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("mx.invalid", 25)) { XClient = new XClientAttributes { Address = "somewhere" } };
        _ = Assert.Throws<ArgumentException>(() => new SmtpSession(options));
        options.XClient = new XClientAttributes();
        _ = Assert.Throws<ArgumentException>(() => new SmtpSession(options));
    }

    [Fact]
    public void An_earlier_login_counts_no_longer()
    {
        using var server = ScriptedServer.Start(script => script.Hello("AUTH PLAIN", AllOfXClient).Expect("AUTH PLAIN *").Send("235 2.7.0 Ok")
            .Answer("XCLIENT LOGIN=[UNAVAILABLE]", "220 again").Ehlo("AUTH PLAIN").Quit());
        var options = Options(server);
        options.Credential = SmtpCredential.Password("ann", static () => "secret");
        options.AllowUnprotectedAuth = true;
        using var session = new SmtpSession(options);
        session.Open();

        _ = session.XClient(new XClientAttributes { Login = XClientAttributes.Unavailable });

        Assert.Equal((false, null), (session.IsAuthenticated, session.AuthMechanism));
        var result = session.Send(Envelope("a@example.net"), Content());
        Assert.Equal(SendState.NotSent, result.State);
        Assert.Contains("authenticated", result.Error!.Message, StringComparison.Ordinal);
        _ = session.Quit();
        server.Verify();
    }

    [Theory]
    [InlineData("250 Ok")]
    [InlineData("354 Go ahead")]
    public void A_reply_of_no_meaning_breaks_the_session(string reply)
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient).Answer("XCLIENT ADDR=192.0.2.1", reply).Stall());
        using var session = Open(server);

        _ = Assert.Throws<SmtpProtocolException>(() => session.XClient(new XClientAttributes { Address = "192.0.2.1" }));

        Assert.Equal(SmtpSessionState.Broken, session.State);
    }

    [Theory]
    [InlineData("421 4.3.2 Going down", null)]
    [InlineData("220 again", "554 5.7.1 Not for that client")]
    public void A_server_that_wants_no_such_client_ends_the_session(string toXClient, string? toEhlo)
    {
        using var server = ScriptedServer.Start(script =>
        {
            _ = script.Hello(AllOfXClient).Answer("XCLIENT ADDR=192.0.2.1", toXClient);
            _ = toEhlo is null ? script.Stall() : script.Answer("EHLO client.example", toEhlo).Quit();
        });
        using var session = Open(server);

        var exception = Assert.Throws<SmtpReplyException>(() => session.XClient(new XClientAttributes { Address = "192.0.2.1" }));

        Assert.Equal(toEhlo is null ? 421 : 554, exception.Reply.Code);
        Assert.NotEqual(SmtpSessionState.Ready, session.State);
    }

    [Fact]
    public void Nothing_is_sent_that_the_server_does_not_take()
    {
        using var server = ScriptedServer.Start(script => script.Hello("XCLIENT NAME ADDR").Quit());
        using var session = Open(server);

        var attribute = Assert.Throws<SmtpRequirementException>(() => session.XClient(new XClientAttributes { Address = "192.0.2.1", Login = "ann" }));
        var command = Assert.Throws<SmtpRequirementException>(() => session.XForward(new XForwardAttributes { Address = "192.0.2.1" }));

        Assert.Contains("LOGIN", attribute.Message, StringComparison.Ordinal);
        Assert.Equal(("XCLIENT", "XFORWARD"), (attribute.Requirement, command.Requirement));
        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void Values_that_are_none_are_refused_here()
    {
        using var server = ScriptedServer.Start(script => script.Hello(AllOfXClient, AllOfXForward).Quit());
        using var session = Open(server);

        XClientAttributes[] wrong =
        [
            new(), new() { Name = "" }, new() { Helo = new string('h', 256) }, new() { Address = "spike" }, new() { Address = XClientAttributes.TemporarilyUnavailable },
            new() { Port = "0" }, new() { Port = "65536" }, new() { Port = "smtp" }, new() { Protocol = "HTTP" }, new() { DestinationAddress = "1.2.3.4.5" },
            new() { Helo = new string('ä', 200) },
        ];
        Assert.All(wrong, attributes => Assert.Throws<ArgumentException>(() => session.XClient(attributes)));
        _ = Assert.Throws<ArgumentException>(() => session.XForward(new XForwardAttributes()));
        _ = Assert.Throws<ArgumentException>(() => session.XForward(new XForwardAttributes { Source = "HERE" }));

        _ = session.Quit();
        server.Verify();
    }

    [Fact]
    public void A_capture_server_takes_both()
    {
        using var listener = new SmtpListener();
        listener.Start();
        using var session = new SmtpSession(new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port)) { Security = TlsMode.None });
        session.Open();

        Assert.Equal(220, session.XClient(new XClientAttributes { Address = "2001:db8::1", Port = "4711", Helo = "spike.example" }).Code);
        Assert.Equal(250, session.XForward(new XForwardAttributes { Address = "192.0.2.1", QueueId = "4F1A" }).Code);
        Assert.Equal(SendState.Sent, session.Send(Envelope("a@example.net"), Content()).State);

        Assert.Equal("[2001:db8::1]:4711", listener.Receive(Patience)!.Client);
    }

    private static SmtpSession Open(ScriptedServer server)
    {
        var session = new SmtpSession(Options(server));
        session.Open();
        return session;
    }
}

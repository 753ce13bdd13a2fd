using System.Security.Authentication;
using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>STARTTLS (RFC 3207) stripped, refused, answered oddly and attacked, where it is required and where it is not; TLS and plaintext on each other's port.</summary>
public sealed class StartTlsTests
{
    private static readonly Outcome s_sent = Outcome.Decided(SendState.Sent, SmtpPhase.EndOfData, RecipientState.Accepted, RecipientState.Accepted);
    private static readonly Outcome s_refused = Outcome.OpenFails<SmtpTlsException>(SmtpPhase.StartTls);
    private static readonly Outcome s_noHandshake = Outcome.OpenFails<SmtpTlsException>(SmtpPhase.Tls);

    private static readonly HostileRules s_rules = new(
        Required("not offered", script => script.Hello("SIZE 1000").ExpectClose(), s_refused) with { Says = "does not offer STARTTLS" },
        Required("not offered since the server knew only HELO", script => script.Send(Greeting).Answer("EHLO *", "500 What?").Answer("HELO *", "250 mx").ExpectClose(), s_refused),
        Required("offered within another keyword only", script => script.Hello("XSECURITY=NONE,STARTTLS", "AUTH=STARTTLS").ExpectClose(), s_refused),
        Required("refused for now", script => Answered(script, "454 4.7.0 TLS not available").ExpectClose(), s_refused with { IsTransient = true }) with { Says = "not available" },
        Required("refused for good", script => Answered(script, "502 5.5.1 No").ExpectClose(), s_refused),
        Required("421", script => Answered(script, "421 4.3.2 Bye").ExpectClose(), Outcome.OpenFails<SmtpReplyException>(SmtpPhase.StartTls, transient: true)),
        Required("250", script => Answered(script, "250 Ok").ExpectClose(), Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.StartTls)),
        Required("354", script => Answered(script, GoAhead).ExpectClose(), Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.StartTls)),
        Required("plaintext in place of the handshake", script => Answered(script, "220 Go").ExpectBytes(5).Send("500 What?"), s_noHandshake) with { Says = "not TLS: '500 " },
        Required("the connection closed in the handshake", script => Answered(script, "220 Go").ExpectBytes(5).Close(), s_noHandshake with { IsTransient = true }),
        Required("the connection reset in the handshake", script => Answered(script, "220 Go").ExpectBytes(5).Reset(), s_noHandshake with { IsTransient = true }),
        Required("an alert in the handshake", script => Answered(script, "220 Go").ExpectBytes(5).SendRaw("\x15\x03\x03\x00\x02\x02\x28"), s_noHandshake),
        Required("a handshake message of no sense", script => Answered(script, "220 Go").ExpectBytes(5).SendRaw("\x16\x03\x03\x00\x04\x02\x00\x00\x00"), s_noHandshake),
        Required(
            "no protocol version in common",
            script => Answered(script, "220 Go").ExpectTlsRefusal(TestTls.Certificate, tls => tls.EnabledSslProtocols = SslProtocols.Tls12),
            s_noHandshake) with { Configure = options => { TestTls.Trust(options); options.Tls.Protocols = SslProtocols.Tls13; }, Says = "Tls13" },
        Required(
            "offered again under TLS, and not done again",
            script => Answered(script, "220 Go").StartTls(TestTls.Certificate).Ehlo("STARTTLS").Message().Quit(), s_sent) with
        {
            Also = (session, result) => Assert.True(session.Extensions.StartTls && result!.Tls!.IsVerified),
        },
        Required(
            "what was offered in plaintext counts for nothing",
            script => script.Hello("STARTTLS", "PIPELINING", "CHUNKING", "SIZE 1").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate).Ehlo().Message().Quit(), s_sent) with
        {
            Also = (session, _) =>
            {
                Assert.Empty(session.Extensions.All);
                Assert.Equal(4, session.ExtensionsBeforeTls!.All.Count);
            },
        },
        Required(
            "EHLO refused under TLS gets no HELO",
            script => Answered(script, "220 Go").StartTls(TestTls.Certificate).Answer("EHLO *", "502 5.5.1 No").Quit(),
            Outcome.OpenFails<SmtpReplyException>(SmtpPhase.Hello, session: SmtpSessionState.Closed)),
        Required("TLS cut off without close_notify", script => Answered(script, "220 Go").StartTls(TestTls.Certificate).Expect("EHLO *").SendRaw("250-mx.example\r\n").Cut(),
            Outcome.OpenFails<SmtpConnectionLostException>(SmtpPhase.Hello, transient: true)),
        new("Auto with a credential: not offered", script => script.Hello("AUTH PLAIN LOGIN").ExpectClose(), s_refused)
        {
            Security = TlsMode.Auto,
            Configure = options => options.Credential = SmtpCredential.Password("anna", () => "secret-31415"),
            Secrets = ["secret-31415"],
        },
        Available("not offered", script => script.Hello().Message().Quit(), s_sent) with { Also = Noted("does not offer STARTTLS") },
        Available("refused", script => Answered(script, "454 4.7.0 TLS not available").Message().Quit(), s_sent) with { Also = Noted("454 4.7.0") },
        Available("421", script => Answered(script, "421 4.3.2 Bye").ExpectClose(), Outcome.OpenFails<SmtpReplyException>(SmtpPhase.StartTls, transient: true)),
        Available("250", script => Answered(script, "250 Ok").ExpectClose(), Outcome.OpenFails<SmtpProtocolException>(SmtpPhase.StartTls)),
        Available("no handshake, and no word in plaintext after it", script => Answered(script, "220 Go").ExpectBytes(5).Close(), s_noHandshake with { IsTransient = true }),
        new("implicit TLS", script => script.ImplicitTls(TestTls.Certificate).Hello().Message().Quit(), s_sent) { Security = TlsMode.Tls, Configure = TestTls.Trust },
        new("implicit TLS to a server that greets in plaintext", script => script.Send(Greeting), s_noHandshake) { Security = TlsMode.Tls, Says = "speaks plain SMTP here" },
        new("implicit TLS to another service", script => script.Send("* OK IMAP4rev1 ready"), s_noHandshake) { Security = TlsMode.Tls, Says = "not TLS: '* OK " },
        new("implicit TLS, closed at once", script => script.ExpectBytes(5).Close(), s_noHandshake with { IsTransient = true }) { Security = TlsMode.Tls });

    public static TheoryData<string, SendChunking> Rules => s_rules.InEachChunking();

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule(string rule, SendChunking chunking) => s_rules.Play(rule, chunking);

    /// <summary>RFC 3207 5: a reply put behind the 220 in plaintext would be read as if it had come under TLS.</summary>
    [Theory]
    [InlineData(TlsMode.StartTls)]
    [InlineData(TlsMode.StartTlsWhenAvailable)]
    public void Plaintext_behind_the_220_in_one_segment_ends_the_session(TlsMode security) => new HostileRule(
        "injection", script => script.Hello("STARTTLS").Expect("STARTTLS").SendRaw("220 Go\r\n250-mx.example\r\n250 AUTH PLAIN\r\n").ExpectClose(), s_refused)
    {
        Security = security,
        Configure = TestTls.Trust,
        Says = "more plaintext",
    }.Play(SendChunking.Whole);

    [Theory]
    [InlineData(SendChunking.PerLine)]
    [InlineData(SendChunking.PerByte)]
    public void Plaintext_behind_the_220_is_never_taken_for_protected_text(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(
            script => script.Hello("STARTTLS").Expect("STARTTLS").SendRaw("220 Go\r\n250-mx.example\r\n250 AUTH PLAIN\r\n").Stall(), chunking);
        var options = SessionFixture.Options(server, TlsMode.StartTls);
        using var session = new SmtpSession(options);

        var error = Assert.Throws<SmtpTlsException>(() => session.Open());

        Assert.Same(error, session.Failure);
        Assert.Empty(session.Extensions.AuthMechanisms);
        // The words of the error may show what came instead of TLS.
        Assert.DoesNotContain(options.Transcript!.Since(0), entry => entry.Kind == TranscriptKind.Reply && entry.Text.Contains("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_of_opening_left_out_are_missed_before_a_message()
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Quit());
        using var session = new SmtpSession(SessionFixture.Options(server, TlsMode.StartTls));
        session.Connect();

        var result = session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content());
        _ = session.Quit();

        server.Verify();
        Assert.Equal(SendState.NotSent, result.State);
        Assert.Contains("StartTls", result.Error!.Message, StringComparison.Ordinal);
    }

    private static HostileRule Required(string name, Action<Script> server, Outcome expected) => new(name, server, expected) { Security = TlsMode.StartTls, Configure = TestTls.Trust };

    private static HostileRule Available(string name, Action<Script> server, Outcome expected) =>
        new($"when available: {name}", server, expected) { Security = TlsMode.StartTlsWhenAvailable, Configure = TestTls.Trust };

    private static Script Answered(Script script, string reply) => script.Hello("STARTTLS").Answer("STARTTLS", reply);

    private static Action<SmtpSession, SendResult?> Noted(string words) => (session, result) =>
    {
        Assert.Null(result!.Tls);
        Assert.Contains(words, Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Contains("not encrypted", session.Notes[0], StringComparison.Ordinal);
    };
}

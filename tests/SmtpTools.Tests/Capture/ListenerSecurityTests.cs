using System.Net;
using System.Security.Authentication;
using System.Text;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Capture;

public class ListenerSecurityTests
{
    public static TheoryData<string> Mechanisms => [.. SmtpListenerOptions.KnownAuthMechanisms];

    [Fact]
    public void StartTls_forgets_the_session_and_gives_its_facts()
    {
        using var dialogue = new ListenerDialogue(static options => options.HostName = "mx.example");
        dialogue.Hello().Begin();
        Assert.Equal("220 2.0.0 Ready to start TLS", dialogue.Say("STARTTLS"));
        dialogue.Client.StartTls("mx.example", dialogue.Listener.Certificate!);
        dialogue.Say(503, "MAIL FROM:<a@b.example>", "RCPT TO:<a@b.example>").Hello().Say(503, "STARTTLS").Begin();
        dialogue.SendData("x\r\n");
        var message = dialogue.Receive();
        Assert.Equal(("ESMTPS", EngineBuild.IsNetStandard ? null : "mx.example"), (message.Protocol, message.Tls!.ServerName));
        Assert.StartsWith("TLS 1.", message.Tls.Protocol, StringComparison.Ordinal);
        Assert.StartsWith(EngineBuild.IsNetStandard ? "Aes" : "TLS_", message.Tls.CipherSuite, StringComparison.Ordinal);
        Assert.Null(message.Tls.ClientCertificate);
        Assert.Equal("221 2.0.0 Bye", dialogue.Say("QUIT"));
        Assert.Equal("", dialogue.Client.ReadToEnd());
    }

    [Fact]
    public void Implicit_TLS_comes_before_the_greeting()
    {
        using var dialogue = new ListenerDialogue(static options => options.ImplicitTls = true);
        dialogue.Client.StartTls("localhost", dialogue.Listener.Certificate!);
        Assert.Equal("220 localhost ESMTP SmtpTools", dialogue.Client.ReadLine());
        Assert.DoesNotContain("STARTTLS", dialogue.Say("EHLO client.example"), StringComparison.Ordinal);
        dialogue.Begin();
        dialogue.SendData("x\r\n");
        Assert.Equal("ESMTPS", dialogue.Receive().Protocol);
    }

    [Fact]
    public void The_certificate_that_is_handed_out_has_no_key_and_names_the_server()
    {
        using var listener = new SmtpListener(new SmtpListenerOptions { HostName = "mx.example" });
        var certificate = listener.Certificate!;
        Assert.False(certificate.HasPrivateKey);
        Assert.Equal("CN=mx.example", certificate.Subject);
        Assert.Equal(["mx.example", "localhost", "127.0.0.1"], CertificateFacts.From(certificate, DateTimeOffset.UtcNow).Names);
    }

    [Fact]
    public void A_given_certificate_is_used_and_a_clients_is_seen()
    {
        using var authority = TestCertificates.Create(TestKey.Rsa);
        using var server = authority.Server("mx.example");
        using var clientCertificate = authority.Client("a@client.example");
        using var dialogue = new ListenerDialogue(options =>
        {
            options.Certificate = server.Leaf;
            options.RequestClientCertificate = true;
        });
        dialogue.Hello().Say(220, "STARTTLS");
        dialogue.Client.StartTls("mx.example", authority.Root, clientCertificate.Leaf);
        dialogue.Hello().Begin();
        dialogue.SendData("x\r\n");
        Assert.Equal("CN=a@client.example", dialogue.Receive().Tls!.ClientCertificate!.Subject);
    }

    [Fact]
    public void A_client_that_does_not_trust_the_certificate_is_noted()
    {
        using var authority = TestCertificates.Create();
        using var dialogue = new ListenerDialogue();
        dialogue.Hello().Say(220, "STARTTLS");
        Assert.Throws<AuthenticationException>(() => dialogue.Client.StartTls("localhost", authority.Root));
        dialogue.Client.Dispose();
        dialogue.Reconnect().Hello();
    }

    [Fact]
    public void A_plain_client_at_a_TLS_port_is_noted()
    {
        using var dialogue = new ListenerDialogue(static options => options.ImplicitTls = true);
        dialogue.Client.Send("EHLO client.example\r\n");
        dialogue.Incident(ListenerIncidentKind.TlsFailed);
    }

    [Fact]
    public void Required_TLS_is_required()
    {
        using var dialogue = new ListenerDialogue(static options => options.RequireTls = true);
        dialogue.Hello();
        Assert.Equal("530 5.7.0 STARTTLS comes first", dialogue.Say("MAIL FROM:<a@b.example>"));
        dialogue.StartTls();
        dialogue.Hello().Begin();
    }

    [Theory]
    [InlineData("AUTH PLAIN AHVzZXIAc2VjcmV0")]
    [InlineData("auth plain dXNlcgB1c2VyAHNlY3JldA==")]
    [InlineData("AUTH PLAIN", "AHVzZXIAc2VjcmV0")]
    [InlineData("AUTH LOGIN", "dXNlcg==", "c2VjcmV0")]
    [InlineData("AUTH LOGIN dXNlcg==", "c2VjcmV0")]
    public void Credentials_are_accepted(params string[] lines)
    {
        using var dialogue = StartWithCredentials();
        foreach (var line in lines[..^1])
        {
            dialogue.Say(334, line);
        }

        Assert.Equal("235 2.7.0 Authentication succeeded", dialogue.Say(lines[^1]));
        dialogue.Say(503, "AUTH PLAIN").Begin();
        dialogue.SendData("x\r\n");
        var message = dialogue.Receive();
        Assert.Equal(("user", lines[0].Split(' ')[1].ToUpperInvariant(), "ESMTPA"), (message.AuthIdentity, message.AuthMechanism, message.Protocol));
    }

    [Theory]
    [InlineData("535 5.7.8 Authentication credentials invalid", "AUTH PLAIN AHVzZXIAd3Jvbmc=")]
    [InlineData("535 5.7.8 Authentication credentials invalid", "AUTH PLAIN AG5vYm9keQBzZWNyZXQ=")]
    [InlineData("535 5.7.8 Authentication credentials invalid", "AUTH PLAIN b3RoZXIAdXNlcgBzZWNyZXQ=")]
    [InlineData("535 5.7.8 Authentication credentials invalid", "AUTH PLAIN AAA=")]
    [InlineData("535 5.7.8 Authentication credentials invalid", "AUTH PLAIN =")]
    [InlineData("535 5.7.8 Authentication credentials invalid", "AUTH LOGIN", "dXNlcg==", "d3Jvbmc=")]
    [InlineData("501 5.7.0 Authentication cancelled", "AUTH PLAIN", "*")]
    [InlineData("501 5.5.2 That is not base64 (RFC 4954 4)", "AUTH PLAIN", "AHVzZXIA c2VjcmV0")]
    [InlineData("501 5.5.2 That is not base64 (RFC 4954 4)", "AUTH PLAIN %%%%")]
    [InlineData("504 5.5.4 This mechanism is not offered", "AUTH FOO")]
    [InlineData("501 5.5.4 AUTH takes a mechanism and an initial response or none", "AUTH")]
    [InlineData("501 5.5.4 AUTH takes a mechanism and an initial response or none", "AUTH PLAIN a b")]
    public void Anything_else_is_refused_and_the_session_goes_on(string reply, params string[] lines)
    {
        using var dialogue = StartWithCredentials();
        foreach (var line in lines[..^1])
        {
            dialogue.Say(334, line);
        }

        Assert.Equal(reply, dialogue.Say(lines[^1]));
        Assert.Equal("530 5.7.0 Authentication required", dialogue.Say("MAIL FROM:<a@b.example>"));
        dialogue.Say(235, "AUTH PLAIN AHVzZXIAc2VjcmV0");
    }

    [Fact]
    public void Login_asks_in_the_common_words()
    {
        using var dialogue = StartWithCredentials();
        Assert.Equal("334 " + Convert.ToBase64String("Username:"u8), dialogue.Say("AUTH LOGIN"));
        Assert.Equal("334 " + Convert.ToBase64String("Password:"u8), dialogue.Say("dXNlcg=="));
        Assert.StartsWith("235", dialogue.Say("c2VjcmV0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_may_be_long_and_no_longer_than_RFC_4954_says()
    {
        using var dialogue = StartWithCredentials();
        dialogue.Say(334, "AUTH PLAIN").Say(535, new string('A', 12_284), "AUTH PLAIN " + new string('A', 12_272));
        dialogue.Say(334, "AUTH PLAIN");
        dialogue.Client.Send(new string('A', 12_288) + "\r\n");
        Assert.Equal("500 5.5.2 Line too long; closing\r\n", dialogue.Client.ReadToEnd());
    }

    [Fact]
    public void Auth_is_neither_offered_nor_taken_without_TLS_unless_allowed()
    {
        using var dialogue = new ListenerDialogue(static options => options.Credentials.Add(new NetworkCredential("user", "secret")));
        Assert.DoesNotContain("AUTH", dialogue.Say("EHLO client.example"), StringComparison.Ordinal);
        Assert.StartsWith("538 5.7.11", dialogue.Say("AUTH PLAIN AHVzZXIAc2VjcmV0"), StringComparison.Ordinal);
        dialogue.StartTls();
        Assert.Contains(
            "AUTH SCRAM-SHA-512-PLUS SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 OAUTHBEARER XOAUTH2 PLAIN LOGIN\n",
            dialogue.Say("EHLO client.example"),
            StringComparison.Ordinal);
        dialogue.Say(235, "AUTH PLAIN AHVzZXIAc2VjcmV0").Begin();
        dialogue.SendData("x\r\n");
        Assert.Equal("ESMTPSA", dialogue.Receive().Protocol);
    }

    [Fact]
    public void Only_the_mechanisms_that_were_asked_for_are_offered_and_taken()
    {
        using var dialogue = new ListenerDialogue(static options =>
        {
            options.AllowUnprotectedAuth = true;
            options.AuthMechanisms.Add("login");
            options.AuthMechanisms.Add("CRAM-MD5");
            options.Credentials.Add(new NetworkCredential("user", "secret"));
        });
        Assert.Contains("AUTH CRAM-MD5 LOGIN\n", dialogue.Say("EHLO client.example"), StringComparison.Ordinal);
        dialogue.Say(504, "AUTH PLAIN AHVzZXIAc2VjcmV0").Say(334, "AUTH CRAM-MD5");
        var options = new SmtpListenerOptions();
        options.AuthMechanisms.Add("DIGEST-MD5");
        Assert.Contains("SCRAM-SHA-256", Assert.Throws<ArgumentException>(() => new SmtpListener(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mechanisms))]
    public void The_engines_client_signs_in_by_each_mechanism_and_only_with_the_right_secret(string name)
    {
        using var authority = TestCertificates.Create();
        using var clientCertificate = authority.Client("user@client.example");
        var listenerOptions = new SmtpListenerOptions { RequireAuth = true, RequireTls = true, RequestClientCertificate = name == "EXTERNAL" };
        var right = name is "OAUTHBEARER" or "XOAUTH2" ? "to.ken==" : "pä$$\u00BD";
        listenerOptions.Credentials.Add(new NetworkCredential("us,e=r", right));
        using var listener = new SmtpListener(listenerOptions);
        listener.Start();

        using (var session = Open(right))
        {
            Assert.Equal(name, session.AuthMechanism);
        }

        if (name != "EXTERNAL")
        {
            Assert.Throws<SmtpAuthenticationException>(() => Open("wrong"));
        }

        SmtpSession Open(string secret)
        {
            var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port))
            {
                Security = TlsMode.StartTls,
                LocalDomain = "client.example",
                AuthMechanism = name,
                Credential = name switch
                {
                    "EXTERNAL" => SmtpCredential.External(),
                    "OAUTHBEARER" or "XOAUTH2" => SmtpCredential.Token("us,e=r", _ => secret),
                    _ => SmtpCredential.Password("us,e=r", () => secret),
                },
            };
            options.Tls.ExtraRoots.Add(listener.Certificate!);
            options.Tls.ClientCertificates.Add(clientCertificate.Leaf);
            var session = new SmtpSession(options);
            try
            {
                session.Open(CancellationToken.None);
                return session;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
    }

    [Fact]
    public void External_is_offered_to_a_client_with_a_certificate_and_takes_its_names()
    {
        using var authority = TestCertificates.Create();
        using var clientCertificate = authority.Client("a@client.example");
        using var dialogue = new ListenerDialogue(static options => options.RequestClientCertificate = true);
        dialogue.Hello().Say(220, "STARTTLS");
        dialogue.Client.StartTls("localhost", dialogue.Listener.Certificate!, clientCertificate.Leaf);
        Assert.Contains("AUTH EXTERNAL\n", dialogue.Say("EHLO client.example"), StringComparison.Ordinal);
        dialogue.Say(535, "AUTH EXTERNAL " + Convert.ToBase64String("b@client.example"u8)).Say(235, "AUTH EXTERNAL =").Begin();
        dialogue.SendData("x\r\n");
        var message = dialogue.Receive();
        Assert.Equal(("a@client.example", "EXTERNAL"), (message.AuthIdentity, message.AuthMechanism));
    }

    [Fact]
    public void Auth_does_not_come_within_a_transaction_or_after_Helo()
    {
        using var dialogue = new ListenerDialogue(static options =>
        {
            options.AllowUnprotectedAuth = true;
            options.Credentials.Add(new NetworkCredential("user", "secret"));
        });
        dialogue.Say(250, "HELO client.example").Say(503, "AUTH PLAIN").Hello().Begin().Say(503, "AUTH PLAIN AHVzZXIAc2VjcmV0");
    }

    [Fact]
    public void No_record_holds_the_password()
    {
        using var dialogue = StartWithCredentials();
        dialogue.Say(535, "AUTH PLAIN " + Convert.ToBase64String(Encoding.ASCII.GetBytes("\0user\0secret2"))).Say(235, "AUTH PLAIN AHVzZXIAc2VjcmV0").Begin();
        dialogue.SendData("x\r\n");
        dialogue.Client.Send("\n");
        dialogue.Client.ReadToEnd();
        var message = dialogue.Receive();
        Assert.DoesNotContain("secret", string.Join(" ", dialogue.Listener.Incidents) + message + message.AuthIdentity + dialogue.Listener, StringComparison.Ordinal);
    }

    private static ListenerDialogue StartWithCredentials()
    {
        var dialogue = new ListenerDialogue(static options =>
        {
            options.AllowUnprotectedAuth = true;
            options.RequireAuth = true;
            options.Credentials.Add(new NetworkCredential("user", "secret"));
        });
        return dialogue.Hello();
    }
}

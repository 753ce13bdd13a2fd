using System.Net;
using System.Net.Sockets;
using SmtpTools.TestServer;
using SmtpTools.Tests.Dns;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

public sealed class SmtpServerTesterTests
{
    [Theory]
    [InlineData(SendChunking.Whole)]
    [InlineData(SendChunking.PerLine)]
    [InlineData(SendChunking.PerByte)]
    public void A_server_with_nothing_wrong_passes_every_phase(SendChunking chunking)
    {
        using var server = ScriptedServer.Start(Healthy, chunking);

        var test = Test(server);

        server.Verify();
        Assert.True(test.Passed, test.ToString());
        Assert.Equal("Passed", test.Verdict);
        Assert.Null(test.Error);
        Assert.DoesNotContain(test.Findings, finding => finding.Severity > FindingSeverity.Information);
        Assert.Equal(
            [
                ServerPhase.Dns, ServerPhase.Connect, ServerPhase.Greeting, ServerPhase.Hello, ServerPhase.StartTls, ServerPhase.Tls,
                ServerPhase.Certificate, ServerPhase.HelloAfterTls, ServerPhase.Auth, ServerPhase.Quit,
            ],
            test.Phases.Select(phase => phase.Phase));
        Assert.All(test.Phases, phase => Assert.Equal(phase.Phase == ServerPhase.Auth ? PhaseStatus.Skipped : PhaseStatus.Passed, phase.Status));
        Assert.All(test.Phases, phase => Assert.True(phase.Time is null || phase.Time >= TimeSpan.Zero, phase.ToString()));
    }

    [Fact]
    public void Facts_of_each_side_of_tls_are_told_apart()
    {
        using var server = ScriptedServer.Start(Healthy);

        var test = Test(server);

        Assert.Equal("127.0.0.1", test.Address);
        Assert.Equal(220, test.Greeting!.Code);
        Assert.Equal("mx.example.com", test.ServerName);
        Assert.True(test.StartTlsOffered);
        Assert.True(test.ExtensionsBeforeTls!.StartTls);
        Assert.False(test.ExtensionsAfterTls!.StartTls);
        Assert.Equal(52428800, test.ExtensionsAfterTls.MaxSize);
        Assert.Empty(test.AuthMechanismsBeforeTls);
        Assert.Equal(["PLAIN", "SCRAM-SHA-256"], test.AuthMechanismsAfterTls);
        Assert.True(test.IsCertificateTrusted);
        Assert.True(test.IsCertificateNameMatched);
        Assert.InRange(test.CertificateDaysLeft!.Value, 88, 90);
        Assert.Equal("TLS 1.3", test.Tls!.Protocol);
        Assert.Contains(test.Transcript, entry => entry.Text == "STARTTLS");
        Assert.DoesNotContain(test.Transcript, entry => entry.Text.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Implicit_tls_has_its_handshake_before_the_greeting()
    {
        using var server = ScriptedServer.Start(script =>
            script.ImplicitTls(Authority.Server()).Send(Greeting).Answer("EHLO *", OfferWithAuth).Quit());

        var test = Test(server, security: TlsMode.Tls);

        server.Verify();
        Assert.True(test.Passed, test.ToString());
        Assert.Equal(ServerPhase.Tls, test.Phases[2].Phase);
        Assert.DoesNotContain(test.Phases, phase => phase.Phase == ServerPhase.StartTls);
        Assert.Null(test.StartTlsOffered);
        Assert.Null(test.ExtensionsBeforeTls);
        Assert.Equal(["PLAIN", "SCRAM-SHA-256"], test.AuthMechanismsAfterTls);
    }

    [Theory]
    [InlineData(TlsMode.StartTlsWhenAvailable, true, PhaseStatus.Warning)]
    [InlineData(TlsMode.StartTls, false, PhaseStatus.Failed)]
    public void Without_starttls_the_session_is_still_walked_to_its_end(TlsMode security, bool passes, PhaseStatus status)
    {
        using var server = ScriptedServer.Start(script => script.Send(Greeting).Answer("EHLO *", Offer).Quit());

        var test = Test(server, security: security);

        server.Verify();
        Assert.Equal(passes, test.Passed);
        Assert.Equal(passes ? null : ServerPhase.StartTls, test.FailedPhase);
        Assert.Equal(status, test.Phases.Single(phase => phase.Phase == ServerPhase.StartTls).Status);
        Assert.Equal(PhaseStatus.Skipped, test.Phases.Single(phase => phase.Phase == ServerPhase.Tls).Status);
        Assert.Equal(PhaseStatus.Passed, test.Phases.Single(phase => phase.Phase == ServerPhase.Quit).Status);
    }

    [Theory]
    [InlineData(TlsMode.StartTlsWhenAvailable, true)]
    [InlineData(TlsMode.StartTls, false)]
    public void A_bad_certificate_is_a_failed_phase_only_where_tls_is_required(TlsMode security, bool passes)
    {
        using var server = ScriptedServer.Start(script => Healthy(script, TestCertificates.SelfSigned("other.example")));

        var test = Test(server, security: security);

        server.Verify();
        Assert.Equal(passes, test.Passed);
        Assert.Equal(passes ? null : ServerPhase.Certificate, test.FailedPhase);
        Assert.False(test.IsCertificateTrusted);
        Assert.False(test.IsCertificateNameMatched);
        Assert.NotNull(test.ExtensionsAfterTls);
    }

    [Fact]
    public void A_password_never_goes_to_a_server_that_did_not_prove_its_name()
    {
        using var server = ScriptedServer.Start(script => Healthy(script, TestCertificates.SelfSigned(), OfferWithAuth));
        var options = Options();
        options.Session.Credential = SmtpCredential.Password("user", () => throw new InvalidOperationException("The password was asked for."));

        var test = Test(server, options);

        server.Verify();
        Assert.Equal(TlsMode.StartTls, test.Security);
        Assert.Equal(ServerPhase.Certificate, test.FailedPhase);
        Assert.Equal(PhaseStatus.Skipped, test.Phases.Single(phase => phase.Phase == ServerPhase.Auth).Status);
        Assert.Null(test.IsAuthenticated);
    }

    [Fact]
    public void Nor_does_it_under_implicit_tls()
    {
        using var server = ScriptedServer.Start(script =>
            script.ImplicitTls(TestCertificates.SelfSigned()).Send(Greeting).Answer("EHLO *", OfferWithAuth).Quit());
        var options = Options();
        options.Session.Credential = SmtpCredential.Password("user", () => throw new InvalidOperationException("The password was asked for."));

        var test = Test(server, options, TlsMode.Tls);

        server.Verify();
        Assert.Equal(ServerPhase.Certificate, test.FailedPhase);
        Assert.Equal(Greeting, test.Greeting!.ToString());
        Assert.Null(test.IsAuthenticated);
    }

    [Fact]
    public void Authentication_is_a_phase_and_stays_out_of_the_transcript()
    {
        using var server = ScriptedServer.Start(script =>
            script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Ready").StartTls(Authority.Server())
                .Answer("EHLO *", [.. Offer[..^1], "250 AUTH PLAIN"]).Answer("AUTH PLAIN AHVzZXIAc2VjcmV0", "235 2.7.0 Welcome").Quit());
        var options = Options();
        options.Session.Credential = SmtpCredential.Password("user", () => "secret");

        var test = Test(server, options);

        server.Verify();
        Assert.True(test.IsAuthenticated);
        Assert.Equal("PLAIN", test.Phases.Single(phase => phase.Phase == ServerPhase.Auth).Detail);
        Assert.DoesNotContain(test.Transcript, entry => entry.Text.Contains("AHVzZXIAc2VjcmV0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("554 5.7.1 No service for you", ServerPhase.Greeting)]
    [InlineData("421 4.3.2 Too busy", ServerPhase.Greeting)]
    [InlineData("+OK POP3 ready", ServerPhase.Greeting)]
    [InlineData("HTTP/1.1 400 Bad Request", ServerPhase.Greeting)]
    public void A_greeting_that_is_none_fails_at_the_greeting(string greeting, ServerPhase phase)
    {
        var test = Test(script => script.Send(greeting));

        Assert.False(test.Passed);
        Assert.Equal(phase, test.FailedPhase);
        Assert.Contains(greeting, test.Error, StringComparison.Ordinal);
        Assert.Equal(PhaseStatus.Skipped, test.Phases.Single(result => result.Phase == ServerPhase.Quit).Status);
    }

    [Fact]
    public void A_session_that_is_cut_fails_where_it_was_cut()
    {
        Assert.Equal(ServerPhase.Greeting, Test(script => script.Cut()).FailedPhase);
        Assert.Equal(ServerPhase.Hello, Test(script => script.Send(Greeting).ExpectAnyLine().Cut()).FailedPhase);
        Assert.Equal(ServerPhase.StartTls, Test(script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).ExpectAnyLine().Cut()).FailedPhase);
        Assert.Equal(
            ServerPhase.HelloAfterTls,
            Test(script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Go").StartTls(Authority.Server()).ExpectAnyLine().Cut()).FailedPhase);
    }

    [Fact]
    public void A_closed_port_is_a_result_with_its_failed_phase()
    {
        var test = new SmtpServerTester(Options()).Test(new SmtpEndpoint("127.0.0.1", ClosedPort()));

        Assert.Equal(ServerPhase.Connect, test.FailedPhase);
        Assert.Null(test.Address);
        Assert.Single(test.Attempts);
        Assert.Equal("Failed at Connect", test.Verdict);
    }

    [Fact]
    public void A_silent_server_costs_no_more_than_the_time_given()
    {
        using var server = ScriptedServer.Start(script => script.Stall());
        var options = Options();
        options.Session.Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromMilliseconds(300));

        var test = Test(server, options);

        Assert.Equal(ServerPhase.Greeting, test.FailedPhase);
        Assert.Contains("implicit TLS", test.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_ends_a_test_and_is_no_result()
    {
        using var stalled = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        using var server = ScriptedServer.Start(script => script.Signal(stalled).Stall());
        var tester = new SmtpServerTester(Options());
        var run = Task.Run(() => tester.Test(new SmtpEndpoint("127.0.0.1", server.Port), source.Token));

        Assert.True(stalled.Wait(TimeSpan.FromSeconds(10)));
        source.Cancel();

        _ = Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
    }

    [Fact]
    public void Each_exchanger_of_a_domain_is_tested()
    {
        using var server = ScriptedServer.Start(Healthy);
        var dns = new FakeMailDns().Mx("example.org", 10, "a.example.org").A("a.example.org", "127.0.0.1")
            .Mx("example.org", 20, "b.example.org").A("b.example.org", "127.0.0.1").Mx("example.org", 30, "gone.example.org");
        var tests = new List<SmtpServerTest>();

        new SmtpServerTester(Options()).TestDomain("example.org", server.Port, dns, test =>
        {
            lock (tests)
            {
                tests.Add(test);
            }
        });

        tests.Sort((a, b) => a.Preference!.Value - b.Preference!.Value);
        Assert.Equal(["a.example.org", "b.example.org", "gone.example.org"], tests.Select(test => test.Server));
        Assert.All(tests, test => Assert.Equal("example.org", test.Domain));
        Assert.Equal([null, null, ServerPhase.Dns], tests.Select(test => test.FailedPhase));

        // The name that the certificate must have is the exchanger's.
        Assert.False(tests[0].IsCertificateNameMatched);
    }

    [Fact]
    public void A_domain_without_a_server_is_one_result()
    {
        var tests = new List<SmtpServerTest>();

        new SmtpServerTester(Options()).TestDomain("nowhere.example", 25, new FakeMailDns(), tests.Add);

        var test = Assert.Single(tests);
        Assert.Equal(ServerPhase.Dns, test.FailedPhase);
        Assert.Equal("nowhere.example", test.Domain);
        Assert.Contains("NXDOMAIN", test.Error, StringComparison.Ordinal);
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

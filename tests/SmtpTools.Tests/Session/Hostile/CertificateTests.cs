using SmtpTools.TestServer;
using static SmtpTools.Tests.Session.Hostile.ScriptPhrases;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Each fault of a certificate, where TLS is required, where it is not, where the fault is passed over, and where the certificate is pinned.</summary>
public sealed class CertificateTests
{
    private static readonly Dictionary<string, (TestCertificate Certificate, CertificateFaults Faults)> s_cases = new()
    {
        ["expired"] = (TestTls.Authority.Expired(), CertificateFaults.NotInValidityPeriod),
        ["not yet valid"] = (TestTls.Authority.NotYetValid(), CertificateFaults.NotInValidityPeriod),
        ["another name"] = (TestTls.Authority.Server("mail.example.org"), CertificateFaults.NameMismatch),
        ["self-signed"] = (TestCertificates.SelfSigned(), CertificateFaults.UntrustedRoot),
        ["another authority"] = (TestCertificates.Create().Server(), CertificateFaults.IncompleteChain),
        ["intermediate not sent"] = (TestTls.Authority.Intermediate().Server() with { Chain = [] }, CertificateFaults.IncompleteChain),
        ["for clients"] = (TestTls.Authority.Client("anna@example.org"), CertificateFaults.NameMismatch | CertificateFaults.WrongUsage),
        ["expired and another name"] = (TestTls.Authority.Expired("mail.example.org"), CertificateFaults.NotInValidityPeriod | CertificateFaults.NameMismatch),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Required_TLS_refuses_it_and_says_why(string name)
    {
        var (certificate, faults) = s_cases[name];
        Refused(certificate, faults, _ => { });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Implicit_TLS_refuses_it_too(string name)
    {
        var (certificate, faults) = s_cases[name];
        using var server = ScriptedServer.Start(script => script.ExpectTlsRefusal(certificate));
        using var session = Session(server, TlsMode.Tls, _ => { });

        Assert.Equal(faults, Assert.Throws<SmtpTlsException>(() => session.Open()).Faults);
        server.Verify();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TLS_when_available_goes_on_and_names_it(string name)
    {
        var (certificate, faults) = s_cases[name];
        var tls = Opened(certificate, TlsMode.StartTlsWhenAvailable, _ => { }, out var note);

        Assert.Equal((faults, CertificateFaults.None, false), (tls.Faults, tls.Ignored, tls.IsVerified));
        Assert.Contains("not proved", note, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_that_is_passed_over_is_named_all_the_same(string name)
    {
        var (certificate, faults) = s_cases[name];
        var tls = Opened(certificate, TlsMode.StartTls, options => options.IgnoredFaults = faults, out var note);

        Assert.Equal((faults, faults, false), (tls.Faults, tls.Ignored, tls.IsVerified));
        Assert.Contains("ignored as asked", note, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void To_pass_over_all_others_does_not_help(string name)
    {
        var (certificate, faults) = s_cases[name];
        Refused(certificate, faults, options => options.IgnoredFaults = CertificateFaults.Any & ~faults);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pinned_certificate_holds_whatever_its_faults(string name)
    {
        var (certificate, faults) = s_cases[name];
        var pin = CertificateFacts.From(certificate.Leaf, DateTimeOffset.UtcNow);
        foreach (var fingerprint in new[] { pin.Fingerprint, pin.PublicKeyFingerprint.ToLowerInvariant() })
        {
            var tls = Opened(certificate, TlsMode.StartTls, options => options.PinnedFingerprints.Add(fingerprint), out _);

            Assert.Equal((faults, true, true), (tls.Faults, tls.IsPinMatched, tls.IsVerified));
        }
    }

    [Fact]
    public void A_good_certificate_that_is_not_the_pinned_one_is_refused()
    {
        var other = CertificateFacts.From(s_cases["another name"].Certificate.Leaf, DateTimeOffset.UtcNow);

        Refused(TestTls.Certificate, CertificateFaults.PinMismatch, options => options.PinnedFingerprints.Add(other.Fingerprint));
    }

    [Fact]
    public void An_extra_root_is_trusted_through_the_intermediate_that_is_sent()
    {
        var tls = Opened(TestTls.Authority.Intermediate().Server(), TlsMode.StartTls, _ => { }, out _);

        Assert.True(tls.IsVerified);
        Assert.Equal(2, tls.SentChain.Count);
        Assert.Equal(3, tls.BuiltChain.Count);
    }

    [Fact]
    public void The_name_to_check_may_be_another_than_the_host()
    {
        var tls = Opened(TestTls.Authority.Server("mail.example.org"), TlsMode.StartTls, options => options.TargetName = "mail.example.org", out _);

        Assert.True(tls.IsVerified);
        Assert.Equal("mail.example.org", tls.TargetName);
    }

    [Fact]
    public void A_secret_does_not_go_to_a_server_that_did_not_prove_its_name()
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestCertificates.SelfSigned()).Ehlo("AUTH PLAIN LOGIN").Quit());
        using var session = Session(server, TlsMode.StartTlsWhenAvailable, _ => { }, SmtpCredential.Password("anna", () => "secret-31415"));

        var error = Assert.Throws<SmtpAuthenticationException>(() => session.Open());
        _ = session.Quit();

        server.Verify();
        Assert.Empty(error.Attempts);
        Assert.Equal(["PLAIN", "LOGIN"], error.Unused.Select(unused => unused.Name));
    }

    private static void Refused(TestCertificate certificate, CertificateFaults faults, Action<TlsOptions> configure)
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").ExpectTlsRefusal(certificate));
        using var session = Session(server, TlsMode.StartTls, configure);

        var error = Assert.Throws<SmtpTlsException>(() => session.Open());

        server.Verify();
        Assert.Equal((SmtpPhase.Tls, faults, false), (error.Phase, error.Faults, error.IsTransient));
        Assert.All(error.Facts!.FaultDetails, detail => Assert.Contains(detail, error.Message, StringComparison.Ordinal));
        Assert.Equal((SmtpSessionState.Broken, error), (session.State, session.Failure));
    }

    private static TlsFacts Opened(TestCertificate certificate, TlsMode security, Action<TlsOptions> configure, out string note)
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(certificate).Ehlo().Quit());
        using var session = Session(server, security, configure);
        session.Open();
        _ = session.Quit();
        server.Verify();
        note = string.Join(" ", session.Notes);
        return session.Tls!;
    }

    private static SmtpSession Session(ScriptedServer server, TlsMode security, Action<TlsOptions> configure, SmtpCredential? credential = null)
    {
        var options = SessionFixture.Options(server, security);
        options.Credential = credential;
        TestTls.Trust(options);
        configure(options.Tls);
        return new SmtpSession(options);
    }
}

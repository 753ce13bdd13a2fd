using System.Net.Security;
using System.Security.Authentication;
using SmtpTools.TestServer;
using SmtpTools.Tests.Session;
using SmtpTools.Tests.Session.Hostile;

namespace SmtpTools.Tests.Transport;

/// <summary>Versions, cipher suites and fingerprints as options, and what comes of them on the wire.</summary>
public sealed class TlsOptionsTests
{
    // Tls and Tls11, whose names are marked obsolete.
    private const SslProtocols Tls10 = (SslProtocols)192;
    private const SslProtocols Tls11 = (SslProtocols)768;

    [Theory]
    [InlineData(SslProtocols.Tls12, SslProtocols.Tls13, SslProtocols.Tls12 | SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls13, SslProtocols.Tls13, SslProtocols.Tls13)]
    [InlineData(Tls10, SslProtocols.Tls12, Tls10 | Tls11 | SslProtocols.Tls12)]
    public void A_range_of_versions_is_all_of_them(SslProtocols minimum, SslProtocols maximum, SslProtocols expected)
    {
        var options = new TlsOptions();

        options.AllowVersions(minimum, maximum);

        Assert.Equal(expected, options.Protocols);
    }

    [Theory]
    [InlineData(SslProtocols.Tls13, SslProtocols.Tls12)]
    [InlineData(SslProtocols.None, SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls12, SslProtocols.Tls12 | SslProtocols.Tls13)]
    public void A_range_the_wrong_way_round_is_refused(SslProtocols minimum, SslProtocols maximum) =>
        Assert.Throws<ArgumentException>(() => new TlsOptions().AllowVersions(minimum, maximum));

    [Theory]
    [InlineData(SslProtocols.Tls12, "TLS 1.2")]
    [InlineData(SslProtocols.Tls13, "TLS 1.3")]
    [InlineData(SslProtocols.None, "TLS 1.3")]
    public void The_version_is_one_of_those_allowed(SslProtocols allowed, string negotiated) =>
        Assert.Equal(negotiated, Open(options => options.Protocols = allowed).Protocol);

    [Theory]
    [InlineData(Tls10, "TLS 1.0")]
    [InlineData(Tls11, "TLS 1.1")]
    [InlineData(Tls10 | Tls11, "TLS 1.1")]
    [InlineData(Tls10 | Tls11 | SslProtocols.Tls12, "TLS 1.2")]
    public void An_old_version_comes_about_where_it_is_named(SslProtocols allowed, string negotiated)
    {
#pragma warning disable SYSLIB0040 // The server of a test has to be as old as it is to be for.
        var facts = Open(options => options.Protocols = allowed, server =>
        {
            server.EnabledSslProtocols = allowed;
            server.EncryptionPolicy = EncryptionPolicy.AllowNoEncryption;
        });
#pragma warning restore SYSLIB0040

        Assert.Equal((negotiated, true), (facts.Protocol, facts.IsVerified));
        Assert.DoesNotContain("_NULL_", facts.CipherSuite, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Tls10 | SslProtocols.Tls12)]
    [InlineData(Tls11 | SslProtocols.Tls13)]
    public void A_gap_would_end_at_the_older_version_and_is_refused(SslProtocols allowed)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("mx.example.com", 25));
        options.Tls.Protocols = allowed;

        Assert.Contains("gap", Assert.Throws<ArgumentException>(() => new SmtpSession(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_version_is_not_taken_unasked()
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go")
            .ExpectTlsRefusal(TestTls.Certificate, static options => options.EnabledSslProtocols = Tls10 | Tls11));
        using var session = SessionFor(server, static _ => { });

        Assert.Equal(SmtpPhase.Tls, Assert.Throws<SmtpTlsException>(() => session.Open()).Phase);
        server.Verify();
    }

    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [InlineData(SslProtocols.Tls13, "TLS_CHACHA20_POLY1305_SHA256")]
    [InlineData(SslProtocols.Tls12, "tls_ecdhe_ecdsa_with_aes_128_gcm_sha256")]
    public void The_cipher_suite_is_one_of_those_allowed(SslProtocols version, string suite)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Contains("Windows", Assert.Throws<SmtpTlsException>(() => Open(options => options.CipherSuites.Add(suite))).Message, StringComparison.Ordinal);
            return;
        }

        var facts = Open(options =>
        {
            options.Protocols = version;
            options.CipherSuites.Add(suite);
        });

        Assert.Equal(suite.ToUpperInvariant(), facts.CipherSuite);
    }

    [Fact]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    public void The_suites_to_choose_from_are_those_worth_having()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Empty(TlsOptions.KnownCipherSuites);
            return;
        }

        Assert.StartsWith("TLS_AES_", TlsOptions.KnownCipherSuites[0], StringComparison.Ordinal);
        Assert.Contains("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", TlsOptions.KnownCipherSuites);
        Assert.DoesNotContain(TlsOptions.KnownCipherSuites, static name => name.Contains("NULL", StringComparison.Ordinal) || name.Contains("anon", StringComparison.Ordinal));
    }

    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [InlineData("AES256-SHA")]
    [InlineData("4865")]
    [InlineData("")]
    public void What_is_no_cipher_suite_is_refused_before_anything_is_sent(string suite)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("mx.example.com", 25));
        options.Tls.CipherSuites.Add(suite);

        _ = Assert.Throws<ArgumentException>(() => new SmtpSession(options));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AB:CD")]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void What_is_no_fingerprint_is_refused_before_anything_is_sent(string pin)
    {
        var options = new SmtpSessionOptions(new SmtpEndpoint("mx.example.com", 25));
        options.Tls.PinnedFingerprints.Add(pin);

        _ = Assert.Throws<ArgumentException>(() => new SmtpSession(options));
    }

    [Theory]
    [InlineData(":")]
    [InlineData(" ")]
    public void A_fingerprint_may_be_written_in_pairs(string between)
    {
        var plain = CertificateFacts.From(TestTls.Certificate.Leaf, DateTimeOffset.UtcNow).Fingerprint;

        var facts = Open(options => options.PinnedFingerprints.Add(string.Join(between, plain.Chunk(2).Select(static pair => new string(pair)))));

        Assert.True(facts.IsPinMatched);
    }

    // RFC 6066 3: literal addresses are not permitted as names.
    [Theory]
    [Trait(EngineBuild.Needs, EngineBuild.Net8)]
    [InlineData(null, null)]
    [InlineData("localhost", "localhost")]
    public void A_name_is_sent_as_SNI_and_an_address_is_not(string? targetName, string? sent)
    {
        using var listener = new SmtpListener(new SmtpListenerOptions());
        listener.Start();
        var options = new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port)) { Security = TlsMode.StartTls, Timeouts = SmtpTimeouts.AtMost(SessionFixture.Patience) };
        options.Tls.TargetName = targetName;
        options.Tls.ExtraRoots.Add(listener.Certificate!);
        using var session = new SmtpSession(options);

        session.Open();
        _ = session.Send(SessionFixture.Envelope("a@example.net"), SessionFixture.Content());

        Assert.True(session.Tls!.IsVerified);
        Assert.Equal(sent, listener.Receive(SessionFixture.Patience)!.Tls!.ServerName);
    }

    private static TlsFacts Open(Action<TlsOptions> configure, Action<SslServerAuthenticationOptions>? configureServer = null)
    {
        using var server = ScriptedServer.Start(script => script.Hello("STARTTLS").Answer("STARTTLS", "220 Go").StartTls(TestTls.Certificate, configureServer).Ehlo().Quit());
        using var session = SessionFor(server, configure);
        session.Open();
        _ = session.Quit();
        server.Verify();
        return session.Tls!;
    }

    private static SmtpSession SessionFor(ScriptedServer server, Action<TlsOptions> configure)
    {
        var options = SessionFixture.Options(server, TlsMode.StartTls);
        TestTls.Trust(options);
        configure(options.Tls);
        return new SmtpSession(options);
    }
}

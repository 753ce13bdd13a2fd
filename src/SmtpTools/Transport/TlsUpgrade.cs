using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
#if !NETSTANDARD2_0
using System.Security.Cryptography.X509Certificates;
#endif

namespace SmtpTools.Transport;

/// <summary>The client's TLS handshake over a connection, and the judgement of the server's certificate.</summary>
internal static class TlsUpgrade
{
    private const string NoEncryption = "_NULL_";

    /// <summary>Lowers OpenSSL's security level; its name in the framework is marked obsolete for good reasons.</summary>
    private const EncryptionPolicy AllowNoEncryption = (EncryptionPolicy)1;

    /// <summary>TLS 1.0 and 1.1, whose names in the framework are marked obsolete.</summary>
    private const SslProtocols OldVersions = (SslProtocols)(192 | 768);

    private const SslProtocols Tls13 = (SslProtocols)12288;

    /// <summary>Handshakes and judges.</summary>
    /// <param name="transport">The connection, with the deadline of the handshake running.</param>
    /// <param name="host">The host that was asked for.</param>
    /// <param name="options">What must hold.</param>
    /// <param name="isImplicit">Whether TLS comes from the first octet on, and not after STARTTLS.</param>
    /// <param name="isOpportunistic">A bad certificate is a fact and no failure, since the alternative would be no TLS at all (RFC 7435).</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SmtpTlsException">No handshake, or a certificate that does not hold.</exception>
    public static (SslStream Stream, TlsFacts Facts) Authenticate(SocketStream transport, string host, TlsOptions options, bool isImplicit, bool isOpportunistic, TimeProvider time)
    {
        var target = options.TargetName ?? host;
        var judge = new CertificateJudge(target, options, time);
        var start = time.GetTimestamp();
        transport.KeepFirstOctets();
        var stream = new SslStream(
            transport, leaveInnerStreamOpen: false, (_, certificate, chain, errors) => judge.Judge(certificate, chain, errors), null, EncryptionOf(options));
        try
        {
            Handshake(stream, target, options);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SocketException or InvalidOperationException or NotSupportedException)
        {
            // Disposing would close the connection, whose time-out and cancellation the caller still tells apart.
            throw Explain(transport, exception, options, isImplicit);
        }

        var facts = judge.Report(stream, ServerHandshake.IsResumed(transport.FirstOctets), time.GetElapsedTime(start));
        transport.ForgetFirstOctets();
        if (facts.CipherSuite.Contains(NoEncryption, StringComparison.Ordinal))
        {
            throw new SmtpTlsException($"The server chose the cipher suite {facts.CipherSuite}, which encrypts nothing.", facts) { Phase = SmtpPhase.Tls };
        }

        if (!isOpportunistic && !facts.IsVerified && facts.Faults != facts.Ignored)
        {
            throw new SmtpTlsException(
                $"The certificate of '{host}' does not hold: {string.Join(" ", facts.FaultDetails)}", facts) { Phase = SmtpPhase.Tls };
        }

        return (stream, facts);
    }

    private static SslProtocols VersionsOf(TlsOptions options)
    {
        // None would be the system's choice, which on older systems still begins at TLS 1.0.
        return options.Protocols == SslProtocols.None ? SslProtocols.Tls12 | Tls13 : options.Protocols;
    }

    private static EncryptionPolicy EncryptionOf(TlsOptions options) =>
        (VersionsOf(options) & OldVersions) != 0 ? AllowNoEncryption : EncryptionPolicy.RequireEncryption;

    private static void Handshake(SslStream stream, string target, TlsOptions options)
    {
#if NETSTANDARD2_0
        if (options.CipherSuites.Count > 0)
        {
            throw new PlatformNotSupportedException("This runtime lets no program choose cipher suites.");
        }

        stream.AuthenticateAsClient(target, options.ClientCertificates, VersionsOf(options), options.Revocation != RevocationCheck.Off);
#else
        var identity = IdentityOf(options);
        var policy = new X509ChainPolicy();
        policy.Apply(options.Revocation);
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = target,
            ClientCertificateContext = identity,
            ClientCertificates = identity is null ? options.ClientCertificates : null,
            EnabledSslProtocols = VersionsOf(options),
            EncryptionPolicy = EncryptionOf(options),
            CipherSuitesPolicy = PolicyOf(options),
            AllowTlsResume = options.AllowResumption,

            // A handshake that the server begins in the middle would have to be made by whoever reads, while whoever writes waits for it: here that
            // is one thread. TLS 1.3 has none (RFC 8446 4.1.2), and no mail server is known to need one.
            AllowRenegotiation = false,
            CertificateChainPolicy = policy,
        });
#endif
    }

#if !NETSTANDARD2_0
    private static CipherSuitesPolicy? PolicyOf(TlsOptions options) =>
        options.CipherSuites.Count == 0 ? null
        : OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException("Windows lets no program choose cipher suites; its own order is set by Group Policy or Enable-TlsCipherSuite.")
        : new CipherSuitesPolicy(options.CipherSuites.Select(static name => Enum.Parse<TlsCipherSuite>(name, ignoreCase: true)));

    /// <summary>
    /// The one certificate with a key, and those without that belong to its chain: the server gets all of them, and sessions with it can be resumed.
    /// Null where there are several to choose from, or none.
    /// </summary>
    private static SslStreamCertificateContext? IdentityOf(TlsOptions options)
    {
        var withKey = options.ClientCertificates.Where(static certificate => certificate.HasPrivateKey).ToList();
        return withKey.Count != 1 ? null
            : SslStreamCertificateContext.Create(withKey[0], [.. options.ClientCertificates.Where(certificate => certificate != withKey[0])], offline: true);
    }
#endif

    private static SmtpTlsException Explain(SocketStream transport, Exception exception, TlsOptions options, bool isImplicit)
    {
        var first = transport.FirstOctets;
        var cause = exception.InnerException?.Message ?? exception.Message;
        var advice = exception is PlatformNotSupportedException ? exception.Message
            : isImplicit && first.Length >= 3 && first[0] is >= (byte)'2' and <= (byte)'5' && first[1] is >= (byte)'0' and <= (byte)'9'
            ? "The server speaks plain SMTP here and not TLS from the first octet: use STARTTLS here, or implicit TLS on port 465 (RFC 8314 3.3)."
            : first.Length > 0 && first[0] is not (0x14 or 0x15 or 0x16 or 0x17)
                ? $"The server answered with something that is not TLS: {Protocol.ForeignService.Describe(first)}"
                : $"{cause} The versions allowed here were {VersionsOf(options)}; the server may know only others or no common cipher suite, or want a client certificate.";
        return new SmtpTlsException($"The TLS handshake failed. {advice}", null, exception) { Phase = SmtpPhase.Tls };
    }
}

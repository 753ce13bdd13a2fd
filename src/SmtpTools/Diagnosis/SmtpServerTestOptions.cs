namespace SmtpTools;

/// <summary>How servers are tested.</summary>
public sealed class SmtpServerTestOptions
{
    /// <summary>A certificate with fewer days left than this is a finding.</summary>
    public const int DefaultCertificateDays = 14;

    /// <summary>When TLS is used, and whether its lack fails the test.</summary>
    public TlsMode Security { get; set; }

    /// <summary>The name that the certificate must have; null for the server's name.</summary>
    public string? TlsTargetName { get; set; }

    /// <summary>
    /// Faults of the certificate that neither fail the test nor keep a credential back. They are findings all the same.
    /// </summary>
    public CertificateFaults IgnoredFaults { get; set; }

    /// <summary>How TLS is negotiated beside what is said here.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Who to authenticate as; null for a test without AUTH.</summary>
    public SmtpCredential? Credential { get; set; }

    /// <summary>The name given in EHLO; null for this computer's.</summary>
    public string? LocalDomain { get; set; }

    /// <summary>How long each phase may take.</summary>
    public SmtpTimeouts Timeouts { get; set; } = SmtpTimeouts.AtMost(TimeSpan.FromSeconds(30));

    /// <summary>Which addresses may be used.</summary>
    public AddressFamilyChoice AddressFamily { get; set; }

    /// <summary>The proxy that connections to the server go through; null for none.</summary>
    public ProxyOptions? Proxy { get; set; }

    /// <summary>The PROXY protocol header that each connection begins with; null for none.</summary>
    public ProxyProtocolHeader? ProxyProtocol { get; set; }

    /// <summary>A certificate with fewer days left than this is a finding.</summary>
    public int CertificateDays { get; set; } = DefaultCertificateDays;

    /// <summary>The checks to do.</summary>
    public IReadOnlyList<SmtpCheck> Checks { get; set; } = SmtpChecks.Default;

    /// <summary>Told each entry of the test's session as it comes, on the thread of the test.</summary>
    public Action<SmtpEndpoint, TranscriptEntry>? Listener { get; set; }

    /// <summary>What <see cref="Security"/> comes to for a server.</summary>
    internal TlsMode SecurityFor(SmtpEndpoint endpoint) => SessionOptionsFor(endpoint, Security).EffectiveSecurity;

    /// <summary>The options of a session with a server in which a bad certificate is a fact and no failure.</summary>
    internal SmtpSessionOptions SessionOptionsFor(SmtpEndpoint endpoint, TlsMode security)
    {
        var tls = new TlsOptions
        {
            TargetName = TlsTargetName ?? Tls.TargetName,
            Protocols = Tls.Protocols,
            IgnoredFaults = IgnoredFaults | Tls.IgnoredFaults,
            Revocation = Tls.Revocation,
            ExamineOnly = true,
        };
        tls.ExtraRoots.AddRange(Tls.ExtraRoots);
        tls.ClientCertificates.AddRange(Tls.ClientCertificates);
        return new SmtpSessionOptions(endpoint)
        {
            Proxy = Proxy,
            ProxyProtocol = ProxyProtocol,
            Security = security,
            Tls = tls,
            Timeouts = Timeouts,
            LocalDomain = LocalDomain,
            Credential = Credential,
        };
    }
}

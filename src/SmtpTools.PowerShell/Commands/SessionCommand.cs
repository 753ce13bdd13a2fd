using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Parameters;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>The base of the cmdlets that open sessions: how, in parameters of one meaning wherever they stand.</summary>
public abstract class SessionCommand : CancellableCommand
{
    private TlsOptions? _tls;

    /// <summary>The port; 25, or 465 with <c>-Security Tls</c>, or 24 with <c>-Lmtp</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>When TLS protects the session.</summary>
    [Parameter]
    public TlsMode Security { get; set; }

    /// <summary>User name and password.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>An OAuth 2.0 access token in place of the credential's password: a SecureString, or a script block that returns one.</summary>
    [Parameter]
    public object? AccessToken { get; set; }

    /// <summary>Signs in as the user that PowerShell runs as, by Kerberos or NTLM.</summary>
    [Parameter]
    public SwitchParameter UseDefaultCredentials { get; set; }

    /// <summary>The one SASL mechanism to use.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AuthMechanismCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AuthMechanism { get; set; }

    /// <summary>Lets a password or token go over a connection without TLS.</summary>
    [Parameter]
    public SwitchParameter AllowUnprotectedAuth { get; set; }

    /// <summary>The name given in EHLO.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LocalDomain { get; set; }

    /// <summary>LMTP in place of SMTP.</summary>
    [Parameter]
    public SwitchParameter Lmtp { get; set; }

    /// <summary>EHLO keywords to act on as if the server had not offered them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] IgnoreExtension { get; set; } = [];

    /// <summary>The TLS versions that may be negotiated; 1.2 and 1.3 where not given.</summary>
    [Parameter]
    [ValidateSet("Tls", "Tls11", "Tls12", "Tls13")]
    public SslProtocols[] TlsVersion { get; set; } = [];

    /// <summary>The cipher suites that may be negotiated, by their registered names; the platform's choice where not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CipherSuiteCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] CipherSuite { get; set; } = [];

    /// <summary>Makes every TLS handshake a full one.</summary>
    [Parameter]
    public SwitchParameter NoTlsResumption { get; set; }

    /// <summary>The client certificate for servers that ask for one: a certificate object, the path of a PFX or PEM file, or a thumbprint.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ClientCertificateCompleter))]
    [ValidateNotNullOrEmpty]
    public object? ClientCertificate { get; set; }

    /// <summary>The PEM file with the key of the client certificate, where that is in a file of its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientCertificateKey { get; set; }

    /// <summary>The password of the client certificate's file, or of its key.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? ClientCertificatePassword { get; set; }

    /// <summary>The name that the server's certificate must have, where it is not the server's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TlsTargetName { get; set; }

    /// <summary>Roots to trust besides the system's, such as the certificate of a capture server.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2[] TrustedRoot { get; set; } = [];

    /// <summary>SHA-256 fingerprints of the server's certificate or public key, of which one must match in place of chain, name and dates.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] PinnedCertificate { get; set; } = [];

    /// <summary>How the revocation of the server's certificate is checked.</summary>
    [Parameter]
    public RevocationCheck Revocation { get; set; }

    /// <summary>Passes over all faults of the server's certificate; the result names them.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>Which of the server's addresses may be used.</summary>
    [Parameter]
    public AddressFamilyChoice AddressFamily { get; set; }

    /// <summary>The local address to connect from.</summary>
    [Parameter]
    public IPAddress? SourceAddress { get; set; }

    /// <summary>The local port to connect from.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int SourcePort { get; set; }

    /// <summary>The proxy that connections go through, as in <c>socks5://proxy.example:1080</c>.</summary>
    [Parameter]
    [ValidateNotNull]
    public ProxyOptions? Proxy { get; set; }

    /// <summary>The user name and password that the proxy wants.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>The version of the PROXY protocol header that each connection begins with.</summary>
    [Parameter]
    public ProxyProtocolVersion ProxyProtocol { get; set; }

    /// <summary>The client's address and port in the PROXY protocol header, and the server's where a second one is given.</summary>
    [Parameter]
    [ValidateCount(1, 2)]
    public IPEndPoint[]? ProxyProtocolAddress { get; set; }

    /// <summary>
    /// The client that the server is to take this one for (XCLIENT): Address, Name, ReverseName, Port, Protocol, Helo, Login, DestinationAddress,
    /// DestinationPort.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public XClientAttributes? XClient { get; set; }

    /// <summary>The longest wait for any one step, in seconds; the times of RFC 5321 4.5.3.2 where not given.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int Timeout { get; set; }

    /// <summary>The longest time for the whole of opening a session or of one message, in seconds; unlimited where not given.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int OverallTimeout { get; set; }

    private protected bool IsVerbose => MyInvocation.BoundParameters.TryGetValue("Verbose", out var verbose) && verbose is SwitchParameter { IsPresent: true };

    /// <summary>When TLS protects the session, whatever parameter says so.</summary>
    private protected virtual TlsMode SessionSecurity => Security;

    private protected int DefaultPort => Port != 0 ? Port : SessionSecurity == TlsMode.Tls ? SmtpPorts.SubmissionTls : Lmtp ? SmtpPorts.Lmtp : SmtpPorts.Relay;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SkipCertificateCheck)
        {
            WriteWarning("-SkipCertificateCheck: whoever answers in the server's place will be trusted. Each result names the faults that were passed over.");
        }

        try
        {
            _tls = TlsToUse();
        }
        catch (Exception exception) when (exception is ArgumentException or ClientCertificateException)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, exception is ClientCertificateException ? ClientCertificate : null));
        }
    }

    /// <summary>The server named, or <c>$PSEmailServer</c>.</summary>
    /// <param name="server">The value of the parameter that names it.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    private protected string ServerOrDefault(string? server)
    {
        server ??= SessionState.PSVariable.GetValue("PSEmailServer") as string;
        return string.IsNullOrWhiteSpace(server)
            ? throw new ArgumentException("No server: give -SmtpServer, or set $PSEmailServer.")
            : server!;
    }

    /// <summary>A server as people write it; the port that stands with it goes before <see cref="Port"/>.</summary>
    /// <exception cref="FormatException">The text is no server.</exception>
    private protected SmtpEndpoint EndpointOf(string server) => SmtpEndpoint.Parse(server, DefaultPort);

    /// <summary>How sessions are opened, whatever the server.</summary>
    /// <param name="ask">Runs a question that may run script on the pipeline's thread; null where that is the asking thread.</param>
    /// <exception cref="ArgumentException">Parameters contradict each other, or miss one another.</exception>
    private protected SmtpSessionOptions SessionOptions(Func<Func<string>, string>? ask = null)
    {
        var options = new SmtpSessionOptions
        {
            AddressFamily = AddressFamily,
            SourceAddress = SourceAddress,
            SourcePort = SourcePort,
            Proxy = ProxyToUse(),
            ProxyProtocol = HeaderToSend(),
            XClient = XClient,
            Security = SessionSecurity,
            Tls = _tls!,
            Timeouts = (Timeout > 0 ? SmtpTimeouts.AtMost(TimeSpan.FromSeconds(Timeout)) : new SmtpTimeouts()) with
            {
                Overall = OverallTimeout > 0 ? TimeSpan.FromSeconds(OverallTimeout) : null,
            },
            LocalDomain = LocalDomain,
            IsLmtp = Lmtp,
            Credential = new CredentialArgument(Credential, AccessToken, UseDefaultCredentials, AuthMechanism, ask).Make(),
            AuthMechanism = AuthMechanism,
            AllowUnprotectedAuth = AllowUnprotectedAuth,
        };
        options.IgnoredExtensions.UnionWith(IgnoreExtension);
        return options;
    }

    private TlsOptions TlsToUse()
    {
        var tls = new TlsOptions
        {
            TargetName = TlsTargetName,
            Protocols = TlsVersion.Aggregate(SslProtocols.None, static (all, version) => all | version),
            AllowResumption = !NoTlsResumption,
            Revocation = Revocation,
            IgnoredFaults = SkipCertificateCheck ? CertificateFaults.Any : CertificateFaults.None,
        };
        tls.ExtraRoots.AddRange(TrustedRoot);
        tls.ClientCertificates.AddRange(new ClientCertificateArgument(
            ClientCertificate, ClientCertificateKey, ClientCertificatePassword, SessionState.Path.GetUnresolvedProviderPathFromPSPath).Load());
        foreach (var suite in CipherSuite)
        {
            tls.CipherSuites.Add(suite);
        }

        foreach (var fingerprint in PinnedCertificate)
        {
            tls.PinnedFingerprints.Add(fingerprint);
        }

        tls.Check();
        return tls;
    }

    private ProxyOptions? ProxyToUse()
    {
        if (ProxyCredential is null || ProxyCredential == PSCredential.Empty)
        {
            return Proxy;
        }

        return Proxy is null
            ? throw new ArgumentException("-ProxyCredential needs -Proxy.")
            : new ProxyOptions(Proxy.Kind, Proxy.Host, Proxy.Port, ProxyCredential.GetNetworkCredential()) { ResolvesLocally = Proxy.ResolvesLocally };
    }

    private ProxyProtocolHeader? HeaderToSend()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(ProxyProtocol)))
        {
            return ProxyProtocolAddress is null ? null : throw new ArgumentException("-ProxyProtocolAddress needs -ProxyProtocol: V1 or V2.");
        }

        return new ProxyProtocolHeader(ProxyProtocol, ProxyProtocolAddress?[0], ProxyProtocolAddress is [_, var destination] ? destination : null);
    }
}

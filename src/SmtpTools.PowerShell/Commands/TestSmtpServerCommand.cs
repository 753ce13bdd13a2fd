using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Parameters;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Tests servers side by side, from DNS to QUIT. A server that fails is a result; only bad input is an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SmtpServer", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(SmtpServerTest))]
public sealed class TestSmtpServerCommand : ParallelCommand<ServerTestTarget>
{
    private const string ServerSet = "Server";
    private const string DomainSet = "Domain";

    private SmtpServerTester? _tester;
    private IMailDns? _dns;

    /// <summary>The servers, each a name or an address, with a port where it is not <see cref="Port"/>; <c>$PSEmailServer</c> where none is given.</summary>
    [Parameter(Position = 0, ParameterSetName = ServerSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Server", "Host", "HostName", "ComputerName", "Exchange", "NameExchange", "MailExchanger")]
    [AllowEmptyString]
    public string[]? SmtpServer { get; set; }

    /// <summary>The domains whose mail exchangers are tested, all of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DomainSet, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName")]
    [AllowEmptyString]
    public string[]? Domain { get; set; }

    /// <summary>The port of those servers that are given without one; 25, or 465 with <c>-Security Tls</c>.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>When TLS is used, and whether its lack fails the test.</summary>
    [Parameter]
    public TlsMode Security { get; set; }

    /// <summary>User name and password; AUTH is tried where they are given.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>An OAuth 2.0 access token in place of the credential's password.</summary>
    [Parameter]
    public SecureString? AccessToken { get; set; }

    /// <summary>The name given in EHLO.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LocalDomain { get; set; }

    /// <summary>The name that the certificate must have, where it is not the server's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TlsTargetName { get; set; }

    /// <summary>Roots to trust besides the system's, such as the certificate of a capture server.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2[] TrustedRoot { get; set; } = [];

    /// <summary>Faults of the certificate neither fail the test nor keep the credential back. They are findings all the same.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The checks to do; those that are safe and quick where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SmtpCheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    /// <summary>Which of a server's addresses may be used.</summary>
    [Parameter]
    public AddressFamilyChoice AddressFamily { get; set; }

    /// <summary>A certificate with fewer days left is a finding.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int CertificateDays { get; set; } = SmtpServerTestOptions.DefaultCertificateDays;

    /// <summary>The DNS servers to ask for mail exchangers; the system's own where none is given.</summary>
    [Parameter(ParameterSetName = DomainSet)]
    [ValidateNotNullOrEmpty]
    public DnsServerAddress[] DnsServer { get; set; } = [];

    /// <summary>The longest wait for any one step, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int Timeout { get; set; } = 30;

    private int DefaultPort => Port != 0 ? Port : Security == TlsMode.Tls ? SmtpPorts.SubmissionTls : SmtpPorts.Relay;

    private bool IsVerbose => MyInvocation.BoundParameters.TryGetValue("Verbose", out var verbose) && verbose is SwitchParameter { IsPresent: true };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SkipCertificateCheck && Credential is not null)
        {
            WriteWarning("-SkipCertificateCheck: the credential is given to whoever answers in the server's place.");
        }

        try
        {
            _tester = new SmtpServerTester(Options());
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpTestArgumentInvalid", ErrorCategory.InvalidArgument, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == DomainSet)
        {
            foreach (var domain in Domain!)
            {
                _dns ??= ConnectDns();
                Enqueue(new ServerTestTarget(null, domain.Trim(), DefaultPort));
            }

            return;
        }

        foreach (var server in SmtpServer ?? [DefaultServer()])
        {
            if (EndpointOf(server) is { } endpoint)
            {
                Enqueue(new ServerTestTarget(endpoint, null, endpoint.Port));
            }
        }
    }

    /// <inheritdoc/>
    protected override void Work(ServerTestTarget input, CancellationToken cancellationToken)
    {
        if (input is { Endpoint: { } endpoint })
        {
            var test = _tester!.Test(endpoint, cancellationToken);
            Post(() => WriteObject(test));
        }
        else
        {
            _tester!.TestDomain(input!.Domain!, input.Port, _dns!, test => Post(() => WriteObject(test)), cancellationToken);
        }
    }

    private SmtpServerTestOptions Options()
    {
        var tls = new TlsOptions();
        tls.ExtraRoots.AddRange(TrustedRoot);
        return new SmtpServerTestOptions
        {
            Security = Security,
            Tls = tls,
            Credential = CredentialArgument.Make(Credential, AccessToken),
            LocalDomain = LocalDomain,
            TlsTargetName = TlsTargetName,
            IgnoredFaults = SkipCertificateCheck ? CertificateFaults.Any : CertificateFaults.None,
            AddressFamily = AddressFamily,
            CertificateDays = CertificateDays,
            Checks = SmtpChecks.Find(Check),
            Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromSeconds(Timeout)),
            Listener = IsVerbose ? (endpoint, entry) => Post(() => WriteVerbose($"{endpoint} {entry}")) : null,
        };
    }

    private string DefaultServer()
    {
        var server = SessionState.PSVariable.GetValue("PSEmailServer") as string;
        return !string.IsNullOrEmpty(server) ? server! : throw new PSArgumentException("Give a server by -SmtpServer or $PSEmailServer, or a domain by -Domain.");
    }

    private SmtpEndpoint? EndpointOf(string server)
    {
        try
        {
            return SmtpEndpoint.Parse(server, DefaultPort);
        }
        catch (FormatException exception)
        {
            WriteError(ErrorRecords.Make(exception, "SmtpServerInvalid", ErrorCategory.InvalidArgument, server, "Give a host name or an address, as in mx.example.com, mx.example.com:587 or [2001:db8::25]:25."));
            return null;
        }
    }

    private CachingMailDns ConnectDns()
    {
        try
        {
            return new CachingMailDns(Connect(new MailDnsOptions { Servers = DnsServer, Timeout = TimeSpan.FromSeconds(Timeout) }));
        }
        catch (DnsServerException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, DnsServer));
            throw;
        }
    }

    // On its own, so that the package's assembly is loaded when a domain is asked for and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DnsClientMailDns Connect(MailDnsOptions options) => new(options);
}

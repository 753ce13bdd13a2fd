using System.Management.Automation;
using System.Net;
using SmtpTools.Parameters;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Tests servers side by side, from DNS to QUIT. A server that fails is a result; only bad input is an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SmtpServer", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(SmtpServerTest))]
public sealed class TestSmtpServerCommand : ParallelSessionCommand<ServerTestTarget>
{
    private const string ServerSet = "Server";
    private const string DomainSet = "Domain";
    private const int MaxDnsSeconds = 10;
    private const string SmugglingCheck = "Smuggling";

    private SmtpServerTester? _tester;
    private IMailDns? _dns;

    /// <summary>The servers, each a name or an address, with a port where it is not <c>-Port</c>; <c>$PSEmailServer</c> where none is given.</summary>
    [Parameter(Position = 0, ParameterSetName = ServerSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Server", "Host", "HostName", "ComputerName", "Exchange", "NameExchange", "MailExchanger")]
    [AllowEmptyString]
    public string[]? SmtpServer { get; set; }

    /// <summary>The domains whose mail exchangers are tested, all of them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DomainSet, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName")]
    [AllowEmptyString]
    public string[]? Domain { get; set; }

    /// <summary>The checks to do; those that are safe and quick where none is given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SmtpCheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    /// <summary>A certificate with fewer days left is a finding.</summary>
    [Parameter]
    [ValidateRange(0, 3650)]
    public int CertificateDays { get; set; } = SmtpServerTestOptions.DefaultCertificateDays;

    /// <summary>The block lists that the check Reputation asks, by their zones.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] BlockList { get; set; } = [];

    /// <summary>The DNS servers to ask for all that is looked up; the system's own where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DnsServerAddress[] DnsServer { get; set; } = [];

    /// <summary>Whether the DNS servers and the way to them are trusted, so that their word for DNSSEC counts.</summary>
    [Parameter]
    public SwitchParameter TrustDnsServer { get; set; }

    /// <summary>Whether DNS is asked over TCP alone, where nobody beside the way can forge an answer.</summary>
    [Parameter]
    public SwitchParameter DnsOverTcp { get; set; }

    /// <summary>Where to fetch MTA-STS policies in place of the domains' web servers; names and certificates stay theirs.</summary>
    [Parameter(ParameterSetName = DomainSet)]
    [ValidateNotNull]
    public IPEndPoint? PolicyServer { get; set; }

    /// <summary>A mailbox of the server's, for the checks Recipients and Smuggling.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? Recipient { get; set; }

    /// <summary>How many seconds the check Idle watches a silent session.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int IdleLimit { get; set; } = (int)SmtpServerTestOptions.DefaultIdleLimit.TotalSeconds;

    /// <summary>Makes the cmdlet. A test is done by someone who waits for it.</summary>
    public TestSmtpServerCommand() => Timeout = 30;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            var checks = SmtpChecks.Find(Check);
            _dns = ConnectDns(checks);
            _tester = new SmtpServerTester(new SmtpServerTestOptions
            {
                Session = SessionOptions(),
                CertificateDays = CertificateDays,
                Checks = checks,
                BlockLists = BlockList.Length > 0 ? [.. BlockList.Select(DnsBlockList.Find)] : DnsBlockList.Default,
                Dns = _dns,
                LooksUpServers = DnsServer.Length > 0,
                Fetcher = ParameterSetName == DomainSet && checks.Any(static check => check.Id == "MtaSts") ? Fetcher(_dns!) : null,
                Recipient = Recipient is null ? null : Mailbox.Parse(Recipient),
                IdleLimit = TimeSpan.FromSeconds(IdleLimit),
                Listener = Listener,
            });
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "SmtpTestArgumentInvalid", ErrorCategory.InvalidArgument, null));
        }
        catch (PlatformNotSupportedException exception)
        {
            ThrowTerminatingError(ErrorRecords.Make(exception, "PolicyServerNotSupported", ErrorCategory.NotImplemented, PolicyServer));
        }

        if (Check.Contains(SmugglingCheck, StringComparer.OrdinalIgnoreCase))
        {
            WriteWarning($"The check {SmugglingCheck} sends messages to {Recipient} whose ends are not as they should be. Do so with your own servers alone.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == DomainSet)
        {
            foreach (var domain in Domain!)
            {
                Enqueue(new ServerTestTarget(null, domain.Trim(), DefaultPort));
            }

            return;
        }

        foreach (var server in SmtpServer ?? [null!])
        {
            if (ServerOf(server) is { } endpoint)
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

    private SmtpEndpoint? ServerOf(string? server)
    {
        try
        {
            return EndpointOf(ServerOrDefault(server));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            WriteError(ErrorRecords.Make(exception, "SmtpServerInvalid", ErrorCategory.InvalidArgument, server, "Give a host name or an address, as in mx.example.com, mx.example.com:587 or [2001:db8::25]:25."));
            return null;
        }
    }

    /// <summary>The way to DNS; null where no server is known and none was asked for: the checks that need it are then left out.</summary>
    private IMailDns? ConnectDns(IReadOnlyList<SmtpCheck> checks)
    {
        if (ParameterSetName != DomainSet && DnsServer.Length == 0 && !checks.Any(static check => check.NeedsDns))
        {
            return null;
        }

        try
        {
            // A question that takes longer is of no use in a test that someone waits for.
            return DnsAccess.Open(new MailDnsOptions
            {
                Servers = DnsServer, Timeout = TimeSpan.FromSeconds(Math.Min(Timeout, MaxDnsSeconds)), TrustServers = TrustDnsServer, UseTcpOnly = DnsOverTcp,
            });
        }
        catch (DnsServerException exception) when (ParameterSetName != DomainSet && DnsServer.Length == 0)
        {
            var left = $"Left out, since there is no DNS server to ask: {string.Join(", ", checks.Where(static check => check.NeedsDns))}. {exception.Message}";
            if (Check.Length > 0)
            {
                WriteWarning(left);
            }
            else
            {
                WriteVerbose(left);
            }

            return null;
        }
        catch (DnsServerException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception, DnsServer));
            throw;
        }
    }

    private HttpsFetcher Fetcher(IMailDns dns)
    {
        var options = new HttpsOptions { Timeout = TimeSpan.FromSeconds(Timeout), ConnectTo = PolicyServer };
        options.ExtraRoots.AddRange(TrustedRoot);
        return new HttpsFetcher(dns, options);
    }
}

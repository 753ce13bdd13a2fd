using System.Management.Automation;
using System.Runtime.CompilerServices;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-MailExchanger: the hosts that take a domain's mail, with their addresses and what is wrong with them.</summary>
/// <remarks>
/// Each domain gives one result, whatever its status. That a domain does not exist or takes no mail is an answer; that there was
/// no answer (a time-out, a server's failure, something that is no domain) is an error as well.
/// </remarks>
[Cmdlet(VerbsDiagnostic.Resolve, "MailExchanger")]
[OutputType(typeof(MailExchangerResult))]
public sealed class ResolveMailExchangerCommand : ParallelCommand<string>
{
    private MailExchangerResolver? _resolver;

    /// <summary>The domains, or mail addresses whose domains are meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName", "EmailAddress", "Mail")]
    [AllowEmptyString]
    public string[] Domain { get; set; } = [];

    /// <summary>The DNS servers to ask, in order of preference; the system's own where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DnsServerAddress[] DnsServer { get; set; } = [];

    /// <summary>How many seconds one DNS question may take, all tries at all servers together.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int Timeout { get; set; } = 10;

    /// <summary>Whether the DNS servers and the way to them are trusted, so that their word for DNSSEC counts.</summary>
    [Parameter]
    public SwitchParameter TrustDnsServer { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var options = new MailDnsOptions { Servers = DnsServer, Timeout = TimeSpan.FromSeconds(Timeout), TrustServers = TrustDnsServer };
        try
        {
            _resolver = new MailExchangerResolver(new CachingMailDns(Connect(options), ThrottleLimit));
        }
        catch (DnsServerException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, DnsServer));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var domain in Domain)
        {
            Enqueue(domain);
        }
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken)
    {
        var result = _resolver!.Resolve(DomainOf(input), cancellationToken);
        Post(() =>
        {
            WriteVerbose($"{result}, after {result.Duration.TotalMilliseconds:0} ms, from {result.Resolver ?? "nobody"}. {result.Detail}");
            WriteObject(result);
            if (result.IsTransient || result.Status == MailExchangerStatus.InvalidDomain)
            {
                WriteError(ErrorRecords.From(new MailExchangerException(result), input));
            }
        });
    }

    private static string DomainOf(string input)
    {
        var text = input.Trim();
        return Mailbox.TryParse(text, out var mailbox) ? mailbox.Domain?.Unicode ?? mailbox.DomainText : text.Substring(text.LastIndexOf('@') + 1);
    }

    // On its own, so that the package's assembly is loaded when a domain is asked for and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DnsClientMailDns Connect(MailDnsOptions options) => new(options);
}

using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>The base of cmdlets whose side-by-side work asks DNS: the parameters that say whom and how, and one cache for the pipeline.</summary>
/// <typeparam name="TInput">One piece of work.</typeparam>
public abstract class DnsCommand<TInput> : ParallelCommand<TInput>
{
    private IMailDns? _dns;

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

    /// <summary>Whether DNS is asked over TCP alone, where nobody beside the way can forge an answer.</summary>
    [Parameter]
    public SwitchParameter DnsOverTcp { get; set; }

    /// <summary>The way to DNS, from <see cref="BeginProcessing"/> on; answers are kept while the pipeline runs.</summary>
    protected IMailDns Dns => _dns ?? throw new InvalidOperationException("BeginProcessing opens the way to DNS.");

    /// <summary>Whether what is asked about one input is asked once, so that only what inputs share is worth keeping.</summary>
    protected virtual bool AsksOnce => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var options = new MailDnsOptions
        {
            Servers = DnsServer, Timeout = TimeSpan.FromSeconds(Timeout), TrustServers = TrustDnsServer, UseTcpOnly = DnsOverTcp,
        };
        try
        {
            _dns = DnsAccess.Open(options, ThrottleLimit, AsksOnce);
        }
        catch (DnsServerException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, DnsServer));
        }
    }

    /// <summary>The domain that an input means.</summary>
    /// <param name="input">A domain or a mail address.</param>
    protected static string DomainOf(string input)
    {
        var text = (input ?? throw new ArgumentNullException(nameof(input))).Trim();
        return Mailbox.TryParse(text, out var mailbox) ? mailbox.Domain?.Unicode ?? mailbox.DomainText : text.Substring(text.LastIndexOf('@') + 1);
    }

    /// <summary>
    /// Has a result written. That there is no record is an answer; that there was no answer (a time-out, a server's failure, something
    /// that is no domain) is an error as well.
    /// </summary>
    /// <param name="result">The result.</param>
    /// <param name="input">What it is about, as it was given.</param>
    protected void Post(DomainRecordResult result, object input) => Post(() =>
    {
        WriteVerbose($"{result}, after {result.Duration.TotalMilliseconds:0} ms, from {result.Resolver ?? "nobody"}. {result.Detail}");
        WriteObject(result);
        if (result.IsTransient || result.Status == DomainRecordStatus.InvalidDomain)
        {
            WriteError(ErrorRecords.From(new DomainRecordException(result), input));
        }
    });
}

using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Test-MailDomain: everything that a domain says about its mail, with findings and a verdict.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MailDomain")]
[OutputType(typeof(MailDomainTest))]
public sealed class TestMailDomainCommand : HttpsDomainCommand
{
    private MailDomainTester? _tester;

    /// <summary>The DKIM selectors to look for; common ones where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] DkimSelector { get; set; } = [];

    /// <summary>The BIMI selector.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string BimiSelector { get; set; } = BimiEvaluator.DefaultSelector;

    /// <summary>Whether nothing is fetched over HTTPS, so that MTA-STS and BIMI are left out.</summary>
    [Parameter]
    public SwitchParameter DnsOnly { get; set; }

    /// <summary>Whether the domains are to send and to take no mail, so that everything that says otherwise is a finding.</summary>
    [Parameter]
    public SwitchParameter Parked { get; set; }

    /// <summary>The hosts that may be mail exchangers, and the domains whose hosts may.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ApprovedMailExchanger { get; set; } = [];

    /// <summary>The hosts that may serve the zone, and the domains whose hosts may.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ApprovedNameServer { get; set; } = [];

    /// <summary>A list of public suffixes, by which it is told what receivers find that follow RFC 7489.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicSuffixList { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _tester = new MailDomainTester(Dns, Fetcher, new MailDomainTestOptions
        {
            DkimSelectors = DkimSelector,
            BimiSelector = BimiSelector,
            DnsOnly = DnsOnly,
            IsParked = Parked,
            ApprovedMailExchangers = ApprovedMailExchanger,
            ApprovedNameServers = ApprovedNameServer,
            PublicSuffixes = PublicSuffixArgument.Load(this, PublicSuffixList),
        });
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken)
    {
        var test = _tester!.Test(DomainOf(input), cancellationToken);
        Post(() =>
        {
            WriteVerbose($"{test}, after {test.Duration.TotalMilliseconds:0} ms.");
            WriteObject(test);
            if (test.Mx.IsTransient || test.AsciiDomain is null)
            {
                WriteError(ErrorRecords.From(new MailExchangerException(test.Mx), input));
            }
        });
    }
}

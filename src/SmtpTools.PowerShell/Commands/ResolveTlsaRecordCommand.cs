using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-TlsaRecord: what a domain's mail servers, or one server, promise about their certificates by DANE.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "TlsaRecord", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(DaneResult))]
public sealed class ResolveTlsaRecordCommand : DomainCommand
{
    private const string DomainSet = "Domain";
    private const string ServerSet = "Server";

    private DaneEvaluator? _evaluator;

    /// <summary>Whether the names are those of servers and not of mail domains, so that no MX records are asked for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ServerSet)]
    public SwitchParameter AsServer { get; set; }

    /// <summary>The servers' TCP port.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = SmtpPorts.Relay;

    /// <summary>Whether records are looked for under hosts that DNSSEC does not secure, too.</summary>
    [Parameter]
    public SwitchParameter IncludeInsecureHost { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new DaneEvaluator(Dns) { AsksForInsecureHosts = IncludeInsecureHost };
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken)
    {
        var name = DomainOf(input);
        Post(AsServer ? _evaluator!.EvaluateHost(name, Port, cancellationToken) : _evaluator!.Evaluate(name, cancellationToken), input);
    }
}

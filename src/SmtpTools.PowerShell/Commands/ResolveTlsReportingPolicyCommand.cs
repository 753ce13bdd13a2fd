using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-TlsReportingPolicy: where a domain wants reports about TLS to go.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "TlsReportingPolicy")]
[OutputType(typeof(TlsRptResult))]
public sealed class ResolveTlsReportingPolicyCommand : DomainCommand
{
    private TlsRptEvaluator? _evaluator;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new TlsRptEvaluator(Dns);
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input), cancellationToken), input);
}

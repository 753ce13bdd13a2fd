using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-MtaStsPolicy: a domain's MTA-STS record and policy, how the policy is served, and the mail exchangers against it.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "MtaStsPolicy")]
[OutputType(typeof(MtaStsResult))]
public sealed class ResolveMtaStsPolicyCommand : HttpsDomainCommand
{
    private MtaStsEvaluator? _evaluator;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new MtaStsEvaluator(Dns, Fetcher);
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input), cancellationToken), input);
}

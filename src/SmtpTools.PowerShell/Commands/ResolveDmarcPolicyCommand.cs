using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-DmarcPolicy: the DMARC policy that holds for mail from a domain, where it comes from, and what is wrong with it.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "DmarcPolicy")]
[OutputType(typeof(DmarcPolicyResult))]
public sealed class ResolveDmarcPolicyCommand : DomainCommand
{
    private DmarcEvaluator? _evaluator;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new DmarcEvaluator(Dns);
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input), cancellationToken), input);
}

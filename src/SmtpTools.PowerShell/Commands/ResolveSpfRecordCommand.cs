using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-SpfRecord: a domain's SPF record, all that it leads to, and what is wrong with it.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "SpfRecord")]
[OutputType(typeof(SpfRecordResult))]
public sealed class ResolveSpfRecordCommand : DomainCommand
{
    private SpfEvaluator? _evaluator;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new SpfEvaluator(Dns);
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input), cancellationToken), input);
}

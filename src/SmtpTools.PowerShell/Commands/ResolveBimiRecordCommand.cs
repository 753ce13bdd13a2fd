using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-BimiRecord: the logo that a domain wants shown beside its mail, fetched and checked with its certificate.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "BimiRecord")]
[OutputType(typeof(BimiResult))]
public sealed class ResolveBimiRecordCommand : HttpsDomainCommand
{
    private BimiEvaluator? _evaluator;

    /// <summary>The selector, which a message may name in its field BIMI-Selector.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Selector { get; set; } = BimiEvaluator.DefaultSelector;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new BimiEvaluator(Dns, Fetcher);
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input), Selector, cancellationToken), input);
}

using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-DmarcPolicy: the DMARC policy that holds for mail from a domain, where it comes from, and what is wrong with it.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "DmarcPolicy")]
[OutputType(typeof(DmarcPolicyResult))]
public sealed class ResolveDmarcPolicyCommand : DomainCommand
{
    private DmarcEvaluator? _evaluator;

    /// <summary>A list of public suffixes, by which it is told what receivers find that follow RFC 7489.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicSuffixList { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new DmarcEvaluator(Dns, publicSuffixes: PublicSuffixArgument.Load(this, PublicSuffixList));
    }

    /// <inheritdoc/>
    protected override void Work(string input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input), cancellationToken), input);
}

using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-MailExchanger: the hosts that take a domain's mail, with their addresses and what is wrong with them.</summary>
/// <remarks>
/// Each domain gives one result, whatever its status. That a domain does not exist or takes no mail is an answer; that there was
/// no answer (a time-out, a server's failure, something that is no domain) is an error as well.
/// </remarks>
[Cmdlet(VerbsDiagnostic.Resolve, "MailExchanger")]
[OutputType(typeof(MailExchangerResult))]
public sealed class ResolveMailExchangerCommand : DomainCommand
{
    private MailExchangerResolver? _resolver;

    /// <summary>Whether the names of each address are asked for as well, and whether they lead back to it.</summary>
    [Parameter]
    public SwitchParameter ReverseName { get; set; }

    /// <summary>The names of addresses lead back to questions about hosts that were asked before.</summary>
    protected override bool AsksOnce => !ReverseName;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _resolver = new MailExchangerResolver(Dns) { ConfirmsReverseNames = ReverseName };
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
}

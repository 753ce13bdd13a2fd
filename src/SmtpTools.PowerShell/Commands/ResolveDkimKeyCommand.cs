using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Resolve-DkimKey: a domain's DKIM keys, under named selectors, those of a message's signatures, or common ones.</summary>
/// <remarks>There is no default parameter set: PowerShell would make text of a message, and take that for a domain.</remarks>
[Cmdlet(VerbsDiagnostic.Resolve, "DkimKey")]
[OutputType(typeof(DkimKeyResult))]
public sealed class ResolveDkimKeyCommand : DnsCommand<(string Domain, IReadOnlyList<string> Selectors)>
{
    private const string DomainSet = "Domain";
    private const string MessageSet = "Message";

    private DkimEvaluator? _evaluator;

    /// <summary>The signing domains, or mail addresses whose domains are meant.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName", "EmailAddress", "Mail")]
    [AllowEmptyString]
    public string[] Domain { get; set; } = [];

    /// <summary>The selectors; common ones where none is given.</summary>
    [Parameter(Position = 1, ParameterSetName = DomainSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ValidateCount(1, DkimEvaluator.MaxSelectors)]
    public string[] Selector { get; set; } = [];

    /// <summary>Messages whose signatures name the domains and selectors.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MessageSet, ValueFromPipeline = true)]
    public MailMessage? Message { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _evaluator = new DkimEvaluator(Dns);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == DomainSet)
        {
            foreach (var domain in Domain)
            {
                Enqueue((domain, Selector));
            }

            return;
        }

        var fields = Message!.Headers.Where(header => string.Equals(header.Name, DkimSignatureName.FieldName, StringComparison.OrdinalIgnoreCase));
        var signatures = DkimSignatureName.Read(fields.Select(header => header.Value));
        if (signatures.Count == 0)
        {
            WriteError(ErrorRecords.Make(
                new ArgumentException($"The message \"{Message.Subject}\" has no DKIM-Signature field that names a domain and a selector."), "DkimSignatureMissing", ErrorCategory.ObjectNotFound, Message, "Name the domain and the selector."));
        }

        foreach (var domain in signatures.GroupBy(signature => signature.Domain))
        {
            Enqueue((domain.Key, [.. domain.Select(signature => signature.Selector)]));
        }
    }

    /// <inheritdoc/>
    protected override void Work((string Domain, IReadOnlyList<string> Selectors) input, CancellationToken cancellationToken) =>
        Post(_evaluator!.Evaluate(DomainOf(input.Domain), input.Selectors, cancellationToken), input.Domain);

    /// <inheritdoc/>
    protected override ErrorRecord ErrorOf(Exception exception, (string Domain, IReadOnlyList<string> Selectors) input) => ErrorRecords.From(exception, input.Domain);
}

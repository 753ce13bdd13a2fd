using System.Management.Automation;
using System.Net;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Test-SpfSender: whether a client may send mail for a domain, as a receiver checks it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SpfSender")]
[OutputType(typeof(SpfCheckResult))]
public sealed class TestSpfSenderCommand : DnsCommand<SpfClient>
{
    private SpfChecker? _checker;

    /// <summary>The clients' addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("ClientAddress", "IP")]
    [ValidateNotNullOrEmpty]
    public IPAddress[] IPAddress { get; set; } = [];

    /// <summary>The addresses of MAIL FROM, or domains; empty for the null sender, whose HELO name is checked.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("MailFrom", "From", "Domain", "EmailAddress")]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string?[]? Sender { get; set; }

    /// <summary>The name that the clients give in HELO or EHLO.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [Alias("Ehlo")]
    [AllowNull]
    [AllowEmptyString]
    public string? Helo { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _checker = new SpfChecker(Dns);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var sender in Sender is { Length: > 0 } senders ? senders : [null])
        {
            if (string.IsNullOrWhiteSpace(sender?.Trim('<', '>')) && string.IsNullOrWhiteSpace(Helo))
            {
                WriteError(ErrorRecords.Make(
                    new ArgumentException("There is neither a sender nor a HELO name to check."), "SpfIdentityMissing", ErrorCategory.InvalidArgument, sender, "Give -Sender, or for the null sender -Helo."));
                continue;
            }

            foreach (var address in IPAddress)
            {
                Enqueue(new SpfClient(address, sender, string.IsNullOrWhiteSpace(Helo) ? null : Helo));
            }
        }
    }

    /// <inheritdoc/>
    protected override void Work(SpfClient input, CancellationToken cancellationToken)
    {
        var result = _checker!.Check(input, cancellationToken);
        Post(() =>
        {
            foreach (var step in result.Steps)
            {
                WriteVerbose($"{new string(' ', 2 * step.Depth)}{step}: {step.Outcome}, {step.Detail}");
            }

            WriteObject(result);
            if (result.IsTransient)
            {
                WriteError(ErrorRecords.From(new SpfCheckException(result), input));
            }
        });
    }
}

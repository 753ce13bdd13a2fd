using System.Management.Automation;
using SmtpTools.Parameters;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Get-SmtpStatus: what a reply code, an enhanced status code or a whole reply means, and what to do.</summary>
[Cmdlet(VerbsCommon.Get, "SmtpStatus")]
[OutputType(typeof(SmtpStatusExplanation))]
public sealed class GetSmtpStatusCommand : PSCmdlet
{
    /// <summary>Reply codes, enhanced status codes, replies, and what holds a reply: results and errors.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Reply")]
    [StatusQueryTransformation]
    [ArgumentCompleter(typeof(StatusCodeCompleter))]
    public StatusQuery[] Code { get; set; } = [];

    /// <summary>The step of the session that was answered, where the input does not bring it.</summary>
    [Parameter]
    public SmtpPhase Phase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Code.Length == 0 && !MyInvocation.ExpectingInput)
        {
            WriteObject(SmtpStatus.All(), enumerateCollection: true);
            return;
        }

        foreach (var query in Code)
        {
            Explain(query, query.Phase ?? Phase);
        }
    }

    private void Explain(StatusQuery query, SmtpPhase phase)
    {
        if (query.Reply is { } reply)
        {
            WriteObject(SmtpStatus.Explain(reply, phase));
        }

        // A result whose recipient was never asked about has neither.
        if (query.Text is not { } text)
        {
            return;
        }

        try
        {
            WriteObject(SmtpStatus.Lookup(text, phase), enumerateCollection: true);
        }
        catch (FormatException e)
        {
            WriteError(ErrorRecords.Make(e, "SmtpStatusCodeInvalid", ErrorCategory.InvalidArgument, text, "Give a code such as 550 or 5.7.1, or the server's whole reply."));
        }
    }
}

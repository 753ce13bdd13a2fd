using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>New-SmtpMessage: makes messages from parameters or pipeline rows, to be looked at, kept or sent.</summary>
[Cmdlet(VerbsCommon.New, "SmtpMessage", DefaultParameterSetName = "Parameters")]
[OutputType(typeof(MailMessage))]
public sealed partial class NewSmtpMessageCommand : CancellableCommand, IMessageParameters
{
    /// <summary>Recipients.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[]? To { get; set; }

    /// <summary>The subject.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Subject { get; set; }

    /// <summary>The plain text, or HTML with <see cref="BodyAsHtml"/>.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Body { get; set; }

    /// <summary>The author.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Parameters")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Template")]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>The mailbox that sends on behalf of the author.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Sender { get; set; }

    /// <summary>Recipients of a copy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Cc { get; set; }

    /// <summary>Recipients that the message does not show.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Bcc { get; set; }

    /// <summary>Where answers go to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? ReplyTo { get; set; }

    /// <summary>The HTML beside the plain text.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? HtmlBody { get; set; }

    /// <summary>The body is HTML.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter BodyAsHtml { get; set; }

    /// <summary>Files to attach: paths, file objects, attachments.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? Attachments { get; set; }

    /// <summary>Pictures that the HTML shows by <c>cid:</c> and file name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object[]? InlineImage { get; set; }

    /// <summary>Further header fields.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public IDictionary? Header { get; set; }

    /// <summary>How urgent the message is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public System.Net.Mail.MailPriority Priority { get; set; }

    /// <summary>The reverse path, where failures are reported to; <c>&lt;&gt;</c> for none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? EnvelopeFrom { get; set; }

    /// <summary>The Message-ID; a random one where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? MessageId { get; set; }

    /// <summary>The date; the present time where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DateTimeOffset? Date { get; set; }

    bool IMessageParameters.IsBodyHtml => BodyAsHtml;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        try
        {
            var message = Build();
            foreach (var warning in message.Warnings)
            {
                WriteWarning(warning);
            }

            WriteObject(message);
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, Template is null ? (object?)Subject : InputObject));
        }
    });

    // On its own, so that the package's assembly is loaded when a message is made and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private MailMessage Build()
    {
        var options = MessageArguments.ToOptions(this, this, [], Template is not null);
        options.Sender = string.IsNullOrWhiteSpace(Sender) ? null : Sender;
        options.MessageId = MessageId;
        options.Date = Date;
        FillIn(options);
        return MessageBuilder.Build(options).WithRow(InputObject);
    }
}

using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>New-SmtpAttachment: a file for a message whose name, type or Content-ID is not what its path says, or that is on no disk.</summary>
[Cmdlet(VerbsCommon.New, "SmtpAttachment", DefaultParameterSetName = "Path")]
[OutputType(typeof(MailAttachment))]
public sealed class NewSmtpAttachmentCommand : PSCmdlet
{
    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [Alias("FullName", "PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The content: octets, text (as UTF-8), or a stream.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Content")]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Content { get; set; }

    /// <summary>The file name that the recipient sees.</summary>
    [Parameter(ParameterSetName = "Path", ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = "Content")]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The media type; the usual one for the name where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentType { get; set; }

    /// <summary>The Content-ID, by which HTML names the file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContentId { get; set; }

    /// <summary>Whether readers show the file within the message or list it; listed where not given, unless it is a picture of the HTML.</summary>
    [Parameter]
    public MailDisposition Disposition { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var attachment = Path is null
                ? AttachmentContents.ToAttachment(Content, Name!)
                : MailAttachment.FromFile(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path), Name);
            attachment.ContentType = ContentType;
            attachment.ContentId = ContentId;
            attachment.Disposition = MyInvocation.BoundParameters.ContainsKey(nameof(Disposition)) ? Disposition : null;
            WriteObject(attachment);
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, Path ?? Name));
        }
    }
}

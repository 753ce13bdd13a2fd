using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Import-SmtpMessage: opens messages from .eml files, mbox files and Maildirs.</summary>
[Cmdlet(VerbsData.Import, "SmtpMessage", DefaultParameterSetName = "Path")]
[OutputType(typeof(MailMessage))]
public sealed class ImportSmtpMessageCommand : CancellableCommand
{
    /// <summary>Files or Maildirs; wildcards are resolved.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files or Maildirs, taken as they are written.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>What the files are; found out where not given.</summary>
    [Parameter]
    public MailStoreFormat Format { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        foreach (var path in Paths())
        {
            try
            {
                Import(path);
            }
            catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                WriteError(ErrorRecords.From(exception, path));
            }
        }
    });

    private IEnumerable<string> Paths() => ParameterSetName == "LiteralPath"
        ? LiteralPath.Select(path => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path))
        : Path.SelectMany(path => MessageStore.Resolve(this, path, e => WriteError(ErrorRecords.Make(e, "FileNotFound", ErrorCategory.ObjectNotFound, path))));

    // One message that can't be read is its own error; the others of its mbox or Maildir follow.
    private void Import(string path)
    {
        foreach (var (file, open) in MessageStore.Read(path, Format, Cancellation))
        {
            try
            {
                WriteObject(open());
            }
            catch (MailMessageException exception)
            {
                WriteError(ErrorRecords.From(exception, file));
            }
        }
    }
}

using System.Management.Automation;
using System.Runtime.CompilerServices;
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

    private IEnumerable<string> Paths()
    {
        if (ParameterSetName == "LiteralPath")
        {
            return LiteralPath.Select(path => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
        }

        var found = new List<string>();
        foreach (var path in Path)
        {
            try
            {
                found.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
            }
            catch (ItemNotFoundException e)
            {
                WriteError(ErrorRecords.Make(e, "FileNotFound", ErrorCategory.ObjectNotFound, path));
            }
        }

        return found;
    }

    private void Import(string path)
    {
        switch (Format == MailStoreFormat.Auto ? StoreOf(path) : Format)
        {
            case MailStoreFormat.Mbox:
                foreach (var octets in MboxReader.Read(path, Cancellation))
                {
                    Open(() => MessageReader.Open(octets, Cancellation), path);
                }

                break;
            case MailStoreFormat.Maildir:
                foreach (var file in Maildir.Files(path))
                {
                    Open(() => MessageReader.Open(file, Cancellation), file);
                }

                break;
            default:
                Open(() => MessageReader.Open(path, Cancellation), path);
                break;
        }
    }

    // One message that can't be read is its own error; the others of its mbox or Maildir follow.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Open(Func<MailMessage> open, string path)
    {
        try
        {
            WriteObject(open());
        }
        catch (MailMessageException exception)
        {
            WriteError(ErrorRecords.From(exception, path));
        }
    }

    // An .eml file may begin with a "From " line that some program left there.
    private static MailStoreFormat StoreOf(string path)
    {
        if (Directory.Exists(path))
        {
            return Maildir.IsMaildir(path)
                ? MailStoreFormat.Maildir
                : throw new ArgumentException($"\"{path}\" is a folder and no Maildir. For the .eml files in it give {System.IO.Path.Combine(path, "*.eml")}.");
        }

        return !path.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) && MboxReader.IsMbox(path) ? MailStoreFormat.Mbox : MailStoreFormat.Eml;
    }
}

using System.Management.Automation;
using SmtpTools.Pipeline;

namespace SmtpTools.Commands;

/// <summary>Export-SmtpMessage: writes messages as .eml files, into an mbox, or into a Maildir.</summary>
[Cmdlet(VerbsData.Export, "SmtpMessage", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSmtpMessageCommand : CancellableCommand
{
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The messages.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Message")]
    public PSObject? InputObject { get; set; }

    /// <summary>A file, or a folder in which each message gets a file of its own.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>What is written; found out from the path where not given.</summary>
    [Parameter]
    public MailStoreFormat Format { get; set; }

    /// <summary>Lets an .eml file that is there already be replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Stoppable(() =>
    {
        try
        {
            Write(MessageInput.Need(InputObject!), SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path));
        }
        catch (Exception exception) when (exception is SmtpToolsException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            WriteError(ErrorRecords.From(exception, InputObject));
        }
    });

    private static MailStoreFormat StoreOf(string path) =>
        Directory.Exists(path) ? Maildir.IsMaildir(path) ? MailStoreFormat.Maildir : MailStoreFormat.Eml
        : path.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase) ? MailStoreFormat.Mbox
        : MailStoreFormat.Eml;

    private void Write(MailMessage message, string path)
    {
        var store = Format == MailStoreFormat.Auto ? StoreOf(path) : Format;
        if (store == MailStoreFormat.Eml && Directory.Exists(path))
        {
            path = FreeName(path, MessageFileName.For(message));
        }

        if (!ShouldProcess(path, $"Write \"{message.Subject}\" as {store}"))
        {
            return;
        }

        switch (store)
        {
            case MailStoreFormat.Mbox:
                MboxWriter.Append(path, message, DateTimeOffset.Now, Cancellation);
                break;
            case MailStoreFormat.Maildir:
                path = Maildir.Deliver(path, message, DateTimeOffset.Now, Cancellation);
                break;
            default:
                WriteFile(message, path);
                break;
        }

        _ = _written.Add(path);
        WriteObject(new FileInfo(path));
    }

    // Under another name first, so that a message that can't be read to its end leaves no half a file, and one that is read from the
    // very file it goes to is read to its end.
    private void WriteFile(MailMessage message, string path)
    {
        if (File.Exists(path) && (!Force || _written.Contains(path)))
        {
            throw new IOException(_written.Contains(path)
                ? $"\"{path}\" was just written: for several messages name a folder, or an mbox with -Format Mbox."
                : $"\"{path}\" is there already. -Force replaces it.");
        }

        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                message.Save(file, Cancellation);
            }

            if (File.Exists(path))
            {
                File.Delete(path);
            }

            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string FreeName(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, name + ".eml");
        for (var number = 2; _written.Contains(path) || (!Force && File.Exists(path)); number++)
        {
            path = System.IO.Path.Combine(folder, $"{name} ({number}).eml");
        }

        return path;
    }
}

using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>Opens what stands at a path: an .eml file, an mbox, or a Maildir.</summary>
internal static class MessageStore
{
    /// <summary>The paths that a user's path means, with wildcards resolved; none where nothing is there.</summary>
    /// <param name="command">The cmdlet that was given it.</param>
    /// <param name="path">The path.</param>
    /// <param name="notFound">What to tell where nothing is there.</param>
    public static IReadOnlyList<string> Resolve(PSCmdlet command, string path, Action<ItemNotFoundException> notFound)
    {
        try
        {
            return command.GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (ItemNotFoundException e)
        {
            notFound(e);
            return [];
        }
    }

    /// <summary>The messages at a path, one after another; each is opened when its function is called.</summary>
    /// <param name="path">The file or the folder.</param>
    /// <param name="format">What it is; found out where not given.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="ArgumentException">It is a folder and no Maildir.</exception>
    public static IEnumerable<(string Path, Func<MailMessage> Open)> Read(string path, MailStoreFormat format, CancellationToken cancellationToken) =>
        (format == MailStoreFormat.Auto ? FormatOf(path) : format) switch
        {
            MailStoreFormat.Mbox => MboxReader.Read(path, cancellationToken).Select(octets => (path, (Func<MailMessage>)(() => MessageReader.Open(octets, cancellationToken)))),
            MailStoreFormat.Maildir => Maildir.Files(path).Select(file => (file, (Func<MailMessage>)(() => MessageReader.Open(file, cancellationToken)))),
            _ => [(path, () => MessageReader.Open(path, cancellationToken))],
        };

    // An .eml file may begin with a "From " line that some program left there.
    private static MailStoreFormat FormatOf(string path)
    {
        if (Directory.Exists(path))
        {
            return Maildir.IsMaildir(path)
                ? MailStoreFormat.Maildir
                : throw new ArgumentException($"\"{path}\" is a folder and no Maildir. For the .eml files in it give {Path.Combine(path, "*.eml")}.");
        }

        return !path.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) && MboxReader.IsMbox(path) ? MailStoreFormat.Mbox : MailStoreFormat.Eml;
    }
}

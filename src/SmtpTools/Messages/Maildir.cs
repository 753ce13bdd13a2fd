using System.Globalization;
using SmtpTools.Messages;

namespace SmtpTools;

/// <summary>A mailbox as a folder of files, one for each message: new, cur and tmp (the maildir of qmail).</summary>
public static class Maildir
{
    private static readonly string[] s_folders = ["new", "cur", "tmp"];

    /// <summary>Whether a folder is a Maildir.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsMaildir(string path) => Directory.Exists(Path.Combine(path, "new")) && Directory.Exists(Path.Combine(path, "cur"));

    /// <summary>The files of a Maildir's messages, those not yet seen first, in the order in which they were delivered.</summary>
    /// <param name="path">The folder.</param>
    public static IEnumerable<string> Files(string path) =>
        s_folders.Take(2).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(path, folder)).OrderBy(Path.GetFileName, StringComparer.Ordinal));

    /// <summary>Delivers a message: it appears in new only when it is whole.</summary>
    /// <param name="path">The folder; made where it is missing.</param>
    /// <param name="message">The message.</param>
    /// <param name="deliveredAt">The time for the file's name.</param>
    /// <param name="cancellationToken">Ends the writing early.</param>
    /// <returns>The file.</returns>
    public static string Deliver(string path, MailMessage message, DateTimeOffset deliveredAt, CancellationToken cancellationToken = default)
    {
        if (message is null)
        {
            throw new ArgumentNullException(nameof(message));
        }

        foreach (var folder in s_folders)
        {
            _ = Directory.CreateDirectory(Path.Combine(path, folder));
        }

        var name = $"{deliveredAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.R{Guid.NewGuid():N}.{HostName()}";
        var temporary = Path.Combine(path, "tmp", name);
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            using (var lines = new UnixLineStream(file, quoteFrom: false))
            {
                message.Save(lines, cancellationToken);
                lines.Finish();
                file.Flush(flushToDisk: true);
            }

            var delivered = Path.Combine(path, "new", name);
            File.Move(temporary, delivered);
            return delivered;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // A slash or colon in a host's name would end the file's name or begin its flags.
    private static string HostName() => Environment.MachineName.Replace("/", "\\057").Replace(":", "\\072");
}

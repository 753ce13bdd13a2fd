using System.Globalization;
using System.Text;
using SmtpTools.Messages;

namespace SmtpTools;

/// <summary>Appends messages to an mbox file (RFC 4155, mboxrd): lines ended by LF, "From " lines of the text quoted.</summary>
public static class MboxWriter
{
    /// <summary>Appends a message. Where that fails, the file is as long as before.</summary>
    /// <param name="path">The file; made where it is missing.</param>
    /// <param name="message">The message.</param>
    /// <param name="receivedAt">The time for the "From " line.</param>
    /// <param name="cancellationToken">Ends the writing early.</param>
    /// <exception cref="IOException">The file can't be written, or another process has it open.</exception>
    public static void Append(string path, MailMessage message, DateTimeOffset receivedAt, CancellationToken cancellationToken = default)
    {
        if (message is null)
        {
            throw new ArgumentNullException(nameof(message));
        }

        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var before = file.Length;
        try
        {
            file.Position = before;
            var sender = message.EnvelopeFrom.Length == 0 ? "MAILER-DAEMON" : message.EnvelopeFrom.Replace(' ', '_');
            var date = receivedAt.UtcDateTime.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
            var start = Encoding.UTF8.GetBytes($"From {sender} {date}\n");
            file.Write(start, 0, start.Length);
            using var lines = new UnixLineStream(file, quoteFrom: true);
            message.Save(lines, cancellationToken);
            lines.Finish();
            file.WriteByte((byte)'\n');
        }
        catch
        {
            file.SetLength(before);
            throw;
        }
    }
}

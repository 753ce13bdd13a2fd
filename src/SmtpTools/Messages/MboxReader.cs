namespace SmtpTools;

/// <summary>Reads the messages of an mbox file (RFC 4155), one after another, so that its size does not matter.</summary>
/// <remarks>
/// A line that begins with "From " begins a message at the start of the file and after an empty line. The '>' that writers put before
/// such lines of a text (mboxrd) are taken away again.
/// </remarks>
public static class MboxReader
{
    /// <summary>Most '>' before a "From " for which one more is written; a line of more is none that a reader takes for a beginning.</summary>
    internal const int MaxQuotes = 250;

    private const int BufferSize = 64 * 1024;

    /// <summary>Whether a file begins as an mbox does.</summary>
    /// <param name="path">The file.</param>
    public static bool IsMbox(string path)
    {
        using var file = Open(path);
        var start = new byte[5];
        return file.Read(start, 0, start.Length) == start.Length && start.AsSpan().SequenceEqual("From "u8);
    }

    /// <summary>Reads the messages.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="MailMessageException">
    /// The file does not begin with a "From " line, or a message in it is larger than <see cref="MessageLimits.MaxStreamed"/>.
    /// </exception>
    public static IEnumerable<byte[]> Read(string path, CancellationToken cancellationToken = default)
    {
        using var file = Open(path);
        using var message = new MemoryStream();
        var inMessage = false;
        var afterEmpty = true;
        foreach (var line in Lines(file, path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (afterEmpty && line.AsSpan().StartsWith("From "u8))
            {
                if (inMessage)
                {
                    yield return WithoutLastEmptyLine(message);
                    message.SetLength(0);
                }

                inMessage = true;
                afterEmpty = false;
                continue;
            }

            if (!inMessage)
            {
                throw new MailMessageException($"\"{path}\" is no mbox: it does not begin with a \"From \" line (RFC 4155).", path);
            }

            afterEmpty = line[0] is (byte)'\r' or (byte)'\n';
            var start = IsQuotedFrom(line) ? 1 : 0;
            message.Write(line, start, line.Length - start);
            if (message.Length > MessageLimits.MaxStreamed)
            {
                throw new MailMessageException($"\"{path}\" holds a message of more than {MessageLimits.MaxStreamed} octets.", path);
            }
        }

        if (inMessage)
        {
            yield return WithoutLastEmptyLine(message);
        }
    }

    /// <summary>Whether a line is "From " with at least one '>' before it.</summary>
    internal static bool IsQuotedFrom(ReadOnlySpan<byte> line)
    {
        var quotes = 0;
        while (quotes < line.Length && line[quotes] == '>')
        {
            quotes++;
        }

        return quotes is > 0 and <= MaxQuotes + 1 && line.Slice(quotes).StartsWith("From "u8);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize);

    // Each line with its end. A line that no message can hold ends the reading.
    private static IEnumerable<byte[]> Lines(FileStream file, string path)
    {
        using var line = new MemoryStream();
        var buffer = new byte[BufferSize];
        int count;
        while ((count = file.Read(buffer, 0, buffer.Length)) > 0)
        {
            var start = 0;
            while (start < count)
            {
                var end = Array.IndexOf(buffer, (byte)'\n', start, count - start);
                var length = (end < 0 ? count : end + 1) - start;
                line.Write(buffer, start, length);
                start += length;
                if (end >= 0)
                {
                    yield return line.ToArray();
                    line.SetLength(0);
                }
                else if (line.Length > MessageLimits.MaxStreamed)
                {
                    throw new MailMessageException($"\"{path}\" holds a line of more than {MessageLimits.MaxStreamed} octets.", path);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToArray();
        }
    }

    // The empty line before the next "From " belongs to the mbox.
    private static byte[] WithoutLastEmptyLine(MemoryStream message)
    {
        var octets = message.ToArray();
        var length = octets.Length;
        foreach (var end in new[] { "\r\n\r\n", "\n\n" })
        {
            if (octets.AsSpan().EndsWith(System.Text.Encoding.ASCII.GetBytes(end)))
            {
                length -= end.Length / 2;
                break;
            }
        }

        return length == octets.Length ? octets : octets.AsSpan(0, length).ToArray();
    }
}

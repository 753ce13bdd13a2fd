using System.Text;

namespace SmtpTools.Messages;

/// <summary>
/// Where the header fields of a ready message lie (RFC 5322 2.2), so that fields can be left out while all other octets stay as they are.
/// </summary>
internal sealed class HeaderBlock
{
    private const int BufferSize = 16 * 1024;

    private readonly List<(long Offset, long Length)> _hidden = [];

    private HeaderBlock()
    {
    }

    /// <summary>Where the message begins: after a byte order mark and an mbox "From " line, which are no part of it.</summary>
    public long Start { get; private set; }

    /// <summary>Whether an mbox "From " line precedes the message.</summary>
    public bool HasMailboxLine { get; private set; }

    /// <summary>The Bcc and Resent-Bcc fields: offset and length in octets, line ends included.</summary>
    public IReadOnlyList<(long Offset, long Length)> Hidden => _hidden;

    /// <summary>Reads the header block at the beginning of a stream.</summary>
    /// <param name="stream">The message.</param>
    /// <param name="path">Its file, for errors; null for none.</param>
    /// <exception cref="MailMessageException">The block is larger, or has more fields, than <see cref="MessageLimits"/> allows.</exception>
    public static HeaderBlock Read(Stream stream, string? path)
    {
        var block = new HeaderBlock();
        var octets = ReadOctets(stream, path, out var isWhole);
        block.Scan(octets, isWhole, path);
        return block;
    }

    /// <summary>The ranges that are sent, of a message of a length.</summary>
    public IEnumerable<(long Offset, long Length)> Sent(long length)
    {
        var from = Start;
        foreach (var (offset, hidden) in _hidden)
        {
            if (offset > from)
            {
                yield return (from, offset - from);
            }

            from = offset + hidden;
        }

        if (length > from)
        {
            yield return (from, length - from);
        }
    }

    // Up to the empty line, the end, or the limit.
    private static byte[] ReadOctets(Stream stream, string? path, out bool isWhole)
    {
        using var octets = new MemoryStream();
        var buffer = new byte[BufferSize];
        var searched = 0;
        isWhole = false;
        while (true)
        {
            var count = stream.Read(buffer, 0, buffer.Length);
            octets.Write(buffer, 0, count);
            if (count == 0 || EndOf(octets.GetBuffer(), ref searched, (int)octets.Length) >= 0)
            {
                isWhole = count == 0;
                return octets.ToArray();
            }

            if (octets.Length > MessageLimits.MaxHeaderBlock)
            {
                throw new MailMessageException(
                    $"{Named(path)} has no empty line within its first {MessageLimits.MaxHeaderBlock} octets: it is no mail message, or its header is too large.", path);
            }
        }
    }

    // Index of the empty line after the header; -1 for none so far. Searches no octet twice.
    private static int EndOf(byte[] octets, ref int searched, int length)
    {
        for (var i = searched; i + 1 < length; i++)
        {
            if ((octets[i] == '\n' && octets[i + 1] is (byte)'\n' or (byte)'\r') || (octets[i] == '\r' && octets[i + 1] == '\r'))
            {
                return i + 1;
            }
        }

        searched = Math.Max(0, length - 1);
        return -1;
    }

    private static int NextLine(byte[] octets, int at)
    {
        while (at < octets.Length && octets[at] is not ((byte)'\r' or (byte)'\n'))
        {
            at++;
        }

        return Math.Min(octets.Length, octets.AsSpan(at).StartsWith("\r\n"u8) ? at + 2 : at + 1);
    }

    private static string Named(string? path) => path is null ? "The input" : $"\"{path}\"";

    private void Scan(byte[] octets, bool isWhole, string? path)
    {
        var at = octets.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (octets.AsSpan(at).StartsWith("From "u8))
        {
            HasMailboxLine = true;
            at = NextLine(octets, at);
        }

        Start = at;
        var hiddenFrom = -1;
        for (var fields = 0; at < octets.Length; at = NextLine(octets, at))
        {
            if (octets[at] is (byte)' ' or (byte)'\t')
            {
                continue;
            }

            if (hiddenFrom >= 0)
            {
                _hidden.Add((hiddenFrom, at - hiddenFrom));
                hiddenFrom = -1;
            }

            if (octets[at] is (byte)'\r' or (byte)'\n')
            {
                return;
            }

            if (++fields > MessageLimits.MaxHeaderFields)
            {
                throw new MailMessageException($"{Named(path)} has more than {MessageLimits.MaxHeaderFields} header fields.", path);
            }

            hiddenFrom = IsHidden(octets.AsSpan(at)) ? at : -1;
        }

        if (hiddenFrom >= 0 && isWhole)
        {
            _hidden.Add((hiddenFrom, octets.Length - hiddenFrom));
        }
    }

    // White space before the colon is obsolete but read (RFC 5322 4.5).
    private static bool IsHidden(ReadOnlySpan<byte> line)
    {
        var colon = line.Slice(0, Math.Min(line.Length, 64)).IndexOf((byte)':');
        var name = colon < 0 ? string.Empty : Encoding.ASCII.GetString(line.Slice(0, colon).ToArray()).TrimEnd(' ', '\t');
        return name.Equals("Bcc", StringComparison.OrdinalIgnoreCase) || name.Equals("Resent-Bcc", StringComparison.OrdinalIgnoreCase);
    }
}

using System.Text;

namespace SmtpTools.Protocol;

/// <summary>
/// The one place where a server's replies become octets. The replies to pipelined commands are appended one after another and leave
/// in one write (RFC 2920 3.2).
/// </summary>
internal sealed class SmtpReplyBuffer
{
    /// <summary>Most octets of a reply's text on one line: RFC 5321 4.5.3.1.5 lets a line have 512 with code and CRLF.</summary>
    public const int MaxTextLength = 500;

    private byte[] _octets = new byte[1024];

    /// <summary>How many octets wait to be sent.</summary>
    public int Length { get; private set; }

    /// <summary>Whether enhanced status codes are written (RFC 2034).</summary>
    public bool WithEnhancedStatus { get; set; } = true;

    /// <summary>The octets that wait to be sent.</summary>
    public ArraySegment<byte> Octets => new(_octets, 0, Length);

    /// <summary>Appends a reply of one line.</summary>
    /// <param name="code">The reply code.</param>
    /// <param name="status">The enhanced status code, or null for a reply that has none.</param>
    /// <param name="text">The text.</param>
    public void Append(int code, EnhancedStatusCode? status, string text) => AppendLine(code, ' ', status, text);

    /// <summary>Appends a reply of several lines without enhanced status codes, as to EHLO and HELP.</summary>
    /// <param name="code">The reply code.</param>
    /// <param name="lines">The text of each line.</param>
    public void AppendLines(int code, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            AppendLine(code, i == lines.Count - 1 ? ' ' : '-', null, lines[i]);
        }
    }

    /// <summary>Appends octets that are whole replies.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        EnsureRoom(octets.Length);
        octets.CopyTo(_octets.AsSpan(Length));
        Length += octets.Length;
    }

    /// <summary>Forgets everything, after it was sent.</summary>
    public void Clear() => Length = 0;

    private void AppendLine(int code, char separator, EnhancedStatusCode? status, string text)
    {
        const int Prefix = 24;
        var shown = Sanitize(text.Length > MaxTextLength ? text.Substring(0, MaxTextLength) : text);
        EnsureRoom(Prefix + Encoding.UTF8.GetMaxByteCount(shown.Length));
        AppendNumber(code);
        AppendOctet(separator);
        if (status is { } written && WithEnhancedStatus)
        {
            AppendNumber(written.Class);
            AppendOctet('.');
            AppendNumber(written.Subject);
            AppendOctet('.');
            AppendNumber(written.Detail);
            AppendOctet(' ');
        }

        Length += Encoding.UTF8.GetBytes(shown, 0, shown.Length, _octets, Length);
        AppendOctet('\r');
        AppendOctet('\n');
    }

    // A text may quote what a client sent; no part of that becomes a reply of its own.
    private static string Sanitize(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        return new string([.. text.Select(static character => char.IsControl(character) ? '?' : character)]);
    }

    private void AppendOctet(char character) => _octets[Length++] = (byte)character;

    private void AppendNumber(int number)
    {
        if (number >= 10)
        {
            AppendNumber(number / 10);
        }

        AppendOctet((char)('0' + (number % 10)));
    }

    private void EnsureRoom(int octets)
    {
        if (Length + octets > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(_octets.Length * 2, Length + octets));
        }
    }
}

using System.Globalization;
using System.Text;

namespace SmtpTools.Protocol;

/// <summary>
/// The one place where commands become octets. Commands of a flight are appended one after another and leave in one write.
/// It refuses CR, LF and NUL and any other control character in whatever it is given, so nothing that a caller passes (an address,
/// a parameter, a name) can end one command and begin another.
/// </summary>
internal sealed class SmtpCommandBuffer
{
    /// <summary>
    /// Longest command line in octets with its CRLF. RFC 5321 4.5.3.1.4 says 512 and lets extensions add to it; RFC 4954 4 wants
    /// 12288 for AUTH.
    /// </summary>
    public const int MaxLineLength = 12288;

    private byte[] _octets = new byte[1024];
    private int _length;
    private int _lineStart;

    /// <summary>The octets of all finished commands.</summary>
    public ArraySegment<byte> Octets => new(_octets, 0, _lineStart);

    /// <summary>How many octets the finished commands have.</summary>
    public int Length => _lineStart;

    /// <summary>The command under way, without CRLF.</summary>
    public string CurrentLine => Encoding.UTF8.GetString(_octets.AsSpan(_lineStart, _length - _lineStart));

    /// <summary>Appends a part of the command under way.</summary>
    /// <param name="text">Printable text; characters above U+007F go out as UTF-8 (RFC 6531 3.2 allows them in paths alone).</param>
    public SmtpCommandBuffer Append(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or '\x7F')
            {
                _length = _lineStart;
                throw new ArgumentException(
                    $"A control character (U+{(int)character:X4}) can't be part of an SMTP command (RFC 5321 4.1.2): it would let a value act as a command of its own.");
            }
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        EnsureRoom(most);
        _length += Encoding.UTF8.GetBytes(text, 0, text.Length, _octets, _length);
        if (_length - _lineStart > MaxLineLength - 2)
        {
            _length = _lineStart;
            throw new ArgumentException($"The SMTP command would be longer than {MaxLineLength} octets.");
        }

        return this;
    }

    /// <summary>Appends a number.</summary>
    /// <param name="value">The number, written in decimal.</param>
    public SmtpCommandBuffer Append(long value) => Append(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Appends content that goes out as it is, behind the commands before it.</summary>
    /// <param name="octets">The array that holds it.</param>
    /// <param name="offset">Where it begins.</param>
    /// <param name="count">How many octets it has.</param>
    public void AppendContent(byte[] octets, int offset, int count)
    {
        EnsureRoom(count);
        Buffer.BlockCopy(octets, offset, _octets, _length, count);
        _length += count;
        _lineStart = _length;
    }

    /// <summary>Ends the command under way.</summary>
    public void EndLine()
    {
        EnsureRoom(2);
        _octets[_length++] = (byte)'\r';
        _octets[_length++] = (byte)'\n';
        _lineStart = _length;
    }

    /// <summary>Forgets everything, after the commands were sent.</summary>
    public void Clear()
    {
        _length = 0;
        _lineStart = 0;
    }

    private void EnsureRoom(int octets)
    {
        if (_length + octets > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(_octets.Length * 2, _length + octets));
        }
    }
}

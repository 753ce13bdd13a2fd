using System.Numerics;
using System.Runtime.InteropServices;

namespace SmtpTools.Protocol;

/// <summary>
/// Makes content ready for DATA (RFC 5321 4.5.2): every line that begins with a dot gets one more, and every line end becomes CRLF, so
/// that no bare CR or LF leaves (RFC 5321 2.3.8; the door of SMTP smuggling). It keeps its state across buffers.
/// </summary>
/// <remarks>
/// <see cref="Next"/> hands back the longest run of the input that can go out as it is, then what must be put in before the rest: clean
/// content is never copied.
/// </remarks>
internal struct DotStuffer
{
    private static readonly Vector<byte> s_cr = new((byte)'\r');
    private static readonly Vector<byte> s_lf = new((byte)'\n');
    private static readonly Vector<byte> s_dot = new((byte)'.');

    private readonly bool _leaveDots;
    private State _state;

    /// <summary>Starts at the beginning of content.</summary>
    /// <param name="stuffDots">True for DATA; false for BDAT, where only line ends are made right (RFC 3030 2 knows no dots).</param>
    public DotStuffer(bool stuffDots) => _leaveDots = !stuffDots;

    private enum State : byte
    {
        LineStart,
        InLine,
        AfterCr,
    }

    /// <summary>What has to be written after a run and before the rest of the input.</summary>
    public enum Insertion : byte
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>A dot.</summary>
        Dot,

        /// <summary>A CR: the run was followed by a bare LF, which comes next.</summary>
        Cr,

        /// <summary>A LF: the run ended in a bare CR.</summary>
        Lf,
    }

    /// <summary>Takes the next run from the input.</summary>
    /// <param name="input">Content not yet taken.</param>
    /// <param name="insertion">What must be written after the run.</param>
    /// <returns>How many octets of the input may go out unchanged before the insertion.</returns>
    public int Next(ReadOnlySpan<byte> input, out Insertion insertion)
    {
        insertion = Insertion.None;
        var at = 0;
        while ((at = PassCleanLines(input, at)) < input.Length)
        {
            switch (_state)
            {
                case State.LineStart when input[at] == '.' && !_leaveDots:
                    _state = State.InLine;
                    insertion = Insertion.Dot;
                    return at;

                case State.AfterCr:
                    if (input[at] != '\n')
                    {
                        _state = State.LineStart;
                        insertion = Insertion.Lf;
                        return at;
                    }

                    at++;
                    _state = State.LineStart;
                    break;

                default:
                    var run = input.Slice(at).IndexOfAny((byte)'\r', (byte)'\n');
                    if (run < 0)
                    {
                        _state = State.InLine;
                        return input.Length;
                    }

                    at += run;
                    if (input[at] == '\n')
                    {
                        _state = State.AfterCr;
                        insertion = Insertion.Cr;
                        return at;
                    }

                    at++;
                    _state = State.AfterCr;
                    break;
            }
        }

        return at;
    }

    /// <summary>
    /// Passes over octets in which every LF stands behind a CR, every CR before a LF, and no dot begins a line: a vector of them at a time,
    /// each octet held against the one before it.
    /// </summary>
    /// <returns>Where it stopped: before what has to be looked at one by one, or too near the end.</returns>
    private int PassCleanLines(ReadOnlySpan<byte> input, int at)
    {
        if (at == 0)
        {
            // The octet before is not here; the state stands for it.
            return at;
        }

        var start = at;
        var leaveDots = new Vector<byte>(_leaveDots ? byte.MaxValue : (byte)0);
        for (; at <= input.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            var octets = MemoryMarshal.Read<Vector<byte>>(input.Slice(at));
            var before = MemoryMarshal.Read<Vector<byte>>(input.Slice(at - 1));
            var bareEnds = Vector.Equals(octets, s_lf) ^ Vector.Equals(before, s_cr);
            var dots = Vector.AndNot(Vector.Equals(octets, s_dot) & Vector.Equals(before, s_lf), leaveDots);
            if ((bareEnds | dots) != Vector<byte>.Zero)
            {
                break;
            }
        }

        if (at > start)
        {
            _state = input[at - 1] switch { (byte)'\r' => State.AfterCr, (byte)'\n' => State.LineStart, _ => State.InLine };
        }

        return at;
    }

    /// <summary>The missing part of the last line's end: nothing, LF or CRLF.</summary>
    public readonly ReadOnlySpan<byte> LineEnd => _state switch
    {
        State.LineStart => default,
        State.AfterCr => "\n"u8,
        _ => "\r\n"u8,
    };
}

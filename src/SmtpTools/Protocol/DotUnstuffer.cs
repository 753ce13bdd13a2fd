namespace SmtpTools.Protocol;

/// <summary>
/// Reads the content of DATA (RFC 5321 4.5.2): takes the dot off a line that begins with one, finds the line that holds only a dot,
/// and refuses every CR and LF that is not part of a CRLF, since a server that takes one for a line end can be made to see a message
/// end where another server saw none (SMTP smuggling). It keeps its state across buffers.
/// </summary>
/// <remarks><see cref="Next"/> hands back the longest run of the input that is content: nothing is copied here.</remarks>
internal struct DotUnstuffer
{
    private State _state;
    private int _lineLength;

    private enum State : byte
    {
        LineStart,
        Dot,
        DotCr,
        InLine,
        AfterCr,
    }

    /// <summary>What was found behind a run.</summary>
    public enum Outcome : byte
    {
        /// <summary>More content follows.</summary>
        More,

        /// <summary>The content is whole; its last line's CRLF belongs to it.</summary>
        End,

        /// <summary>A CR that no LF follows. Nothing more can be read.</summary>
        BareCr,

        /// <summary>A LF that no CR precedes. Nothing more can be read.</summary>
        BareLf,
    }

    /// <summary>The longest line so far in octets with its CRLF, without the dot that was put before it.</summary>
    public int LongestLine { get; private set; }

    /// <summary>Takes the next run from the input.</summary>
    /// <param name="input">Octets not yet taken; not empty.</param>
    /// <param name="content">The run, a part of the input; may be empty.</param>
    /// <param name="outcome">What was found.</param>
    /// <returns>How many octets of the input were taken.</returns>
    public int Next(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> content, out Outcome outcome)
    {
        content = default;
        outcome = Outcome.More;
        switch (_state)
        {
            case State.LineStart when input[0] == '.':
                _state = State.Dot;
                return 1;

            case State.Dot when input[0] == '\r':
                _state = State.DotCr;
                return 1;

            case State.DotCr:
                outcome = input[0] == '\n' ? Outcome.End : Outcome.BareCr;
                return 1;

            case State.Dot:
                _state = State.InLine;
                break;
        }

        var taken = TakeRun(input, ref outcome);
        content = input.Slice(0, taken);
        return taken;
    }

    /// <summary>Goes on until a line begins with a dot or the input ends.</summary>
    private int TakeRun(ReadOnlySpan<byte> input, ref Outcome outcome)
    {
        var at = 0;
        while (at < input.Length)
        {
            switch (_state)
            {
                case State.LineStart when input[at] == '.':
                    return at;

                case State.AfterCr when input[at] != '\n':
                    outcome = Outcome.BareCr;
                    return at;

                case State.AfterCr:
                    at++;
                    EndLine(1);
                    break;

                default:
                    var run = input.Slice(at).IndexOfAny((byte)'\r', (byte)'\n');
                    if (run < 0)
                    {
                        _state = State.InLine;
                        _lineLength += input.Length - at;
                        return input.Length;
                    }

                    at += run;
                    if (input[at] == '\n')
                    {
                        outcome = Outcome.BareLf;
                        return at;
                    }

                    at++;
                    if (at < input.Length && input[at] == '\n')
                    {
                        at++;
                        EndLine(run + 2);
                        break;
                    }

                    _state = State.AfterCr;
                    _lineLength += run + 1;
                    break;
            }
        }

        return at;
    }

    private void EndLine(int octets)
    {
        _state = State.LineStart;
        LongestLine = Math.Max(LongestLine, _lineLength + octets);
        _lineLength = 0;
    }
}

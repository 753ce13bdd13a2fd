using SmtpTools.Protocol;

namespace SmtpTools.Session;

/// <summary>
/// Takes content in any pieces and hands it on ready for the wire: lines ended by CRLF, dots stuffed where DATA carries it. Clean runs are
/// handed on where they lie.
/// </summary>
internal sealed class ContentStream : Stream
{
    private static readonly byte[] s_insertions = [(byte)'.', (byte)'\r', (byte)'\n'];

    private readonly Action<byte[], int, int> _write;
    private DotStuffer _stuffer;

    /// <summary>Makes a stream over a writer.</summary>
    /// <param name="write">Takes a run: array, offset, count. It must have used the octets when it returns.</param>
    /// <param name="stuffDots">True for DATA, false for BDAT.</param>
    public ContentStream(Action<byte[], int, int> write, bool stuffDots)
    {
        _write = write;
        _stuffer = new DotStuffer(stuffDots);
    }

    /// <summary>Octets taken and put in so far, dots not counted: the content's size as SIZE counts it.</summary>
    public long ContentOctets { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => ContentOctets;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        while (offset < end)
        {
            var run = _stuffer.Next(buffer.AsSpan(offset, end - offset), out var insertion);
            if (run > 0)
            {
                _write(buffer, offset, run);
                offset += run;
                ContentOctets += run;
            }

            if (insertion != DotStuffer.Insertion.None)
            {
                _write(s_insertions, (int)insertion - 1, 1);
                ContentOctets += insertion == DotStuffer.Insertion.Dot ? 0 : 1;
            }
        }
    }

    /// <summary>Ends the last line where that is missing.</summary>
    public void Finish()
    {
        var lineEnd = _stuffer.LineEnd.ToArray();
        if (lineEnd.Length > 0)
        {
            _write(lineEnd, 0, lineEnd.Length);
            ContentOctets += lineEnd.Length;
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

using SmtpTools.Protocol;

namespace SmtpTools.Session;

/// <summary>
/// Takes content in any pieces and hands it on ready for the wire: lines ended by CRLF, dots stuffed where DATA carries it. Clean runs are
/// handed on where they lie.
/// </summary>
internal sealed class ContentStream(Action<byte[], int, int> write, bool stuffDots) : WriteOnlyStream(write)
{
    private static readonly byte[] s_insertions = [(byte)'.', (byte)'\r', (byte)'\n'];

    private DotStuffer _stuffer = new(stuffDots);

    /// <summary>Octets taken and put in so far, dots not counted: the content's size as SIZE counts it.</summary>
    public long ContentOctets { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (var end = offset + count; offset < end;)
        {
            // Not all of a large block at once: while a piece is looked at, the one before is on its way.
            var run = _stuffer.Next(buffer.AsSpan(offset, Math.Min(end - offset, ContentSink.PieceSize)), out var insertion);
            if (run > 0)
            {
                base.Write(buffer, offset, run);
                offset += run;
                ContentOctets += run;
            }

            if (insertion != DotStuffer.Insertion.None)
            {
                base.Write(s_insertions, (int)insertion - 1, 1);
                ContentOctets += insertion == DotStuffer.Insertion.Dot ? 0 : 1;
            }
        }
    }

    /// <summary>Ends the last line where its end is missing.</summary>
    public void Finish()
    {
        var lineEnd = _stuffer.LineEnd.ToArray();
        base.Write(lineEnd, 0, lineEnd.Length);
        ContentOctets += lineEnd.Length;
    }
}

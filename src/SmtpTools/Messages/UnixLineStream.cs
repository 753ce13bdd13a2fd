namespace SmtpTools.Messages;

/// <summary>Hands octets on with CRLF made LF, and, for an mbox, a '>' before lines that begin with "From ", with or without '>' before it.</summary>
internal sealed class UnixLineStream(Stream destination, bool quoteFrom) : SequentialStream
{
    // As much of a line's start as is needed to know whether it is a "From " line.
    private const int MaxStart = MboxReader.MaxQuotes + 5;

    private readonly byte[] _start = new byte[MaxStart];
    private int _held;
    private bool _afterCr;
    private bool _inLine;

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (var at = offset; at < offset + count;)
        {
            if (_afterCr || !_inLine)
            {
                Take(buffer[at++]);
                continue;
            }

            // Within a line all goes on as it is, up to its end.
            var run = buffer.AsSpan(at, offset + count - at).IndexOfAny((byte)'\r', (byte)'\n');
            run = run < 0 ? offset + count - at : run;
            destination.Write(buffer, at, run);
            at += run;
            if (at < offset + count)
            {
                Take(buffer[at++]);
            }
        }
    }

    /// <summary>Hands on what is held, and ends the last line.</summary>
    public void Finish()
    {
        var isOpen = _inLine || _held > 0 || _afterCr;
        Release();
        if (isOpen)
        {
            destination.WriteByte((byte)'\n');
        }

        _inLine = _afterCr = false;
    }

    public override void Flush() => destination.Flush();

    private void Take(byte octet)
    {
        if (_afterCr)
        {
            // A CR alone ends a line too, as when the message is sent.
            _afterCr = false;
            EndLine();
            if (octet == '\n')
            {
                return;
            }
        }

        switch (octet)
        {
            case (byte)'\r':
                _afterCr = true;
                return;
            case (byte)'\n':
                EndLine();
                return;
            case var _ when _inLine:
                destination.WriteByte(octet);
                return;
        }

        _start[_held++] = octet;
        if (!quoteFrom || _held == MaxStart || !MayBeFrom())
        {
            Release();
            _inLine = true;
        }
    }

    private void EndLine()
    {
        Release();
        destination.WriteByte((byte)'\n');
        _inLine = false;
    }

    private void Release()
    {
        if (IsFrom())
        {
            destination.WriteByte((byte)'>');
        }

        destination.Write(_start, 0, _held);
        _held = 0;
    }

    private bool IsFrom() => quoteFrom && Rest().SequenceEqual("From "u8);

    private bool MayBeFrom()
    {
        var rest = Rest();
        return rest.Length < 5 && "From "u8.StartsWith(rest);
    }

    private ReadOnlySpan<byte> Rest()
    {
        var quotes = 0;
        while (quotes < _held && _start[quotes] == '>')
        {
            quotes++;
        }

        return _start.AsSpan(quotes, _held - quotes);
    }
}

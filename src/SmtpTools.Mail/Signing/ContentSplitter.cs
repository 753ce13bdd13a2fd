namespace SmtpTools.Signing;

/// <summary>
/// Takes a message as it is written and gives its header block and its body apart, every line end as CRLF: the form in which it travels
/// and is signed (RFC 6376 5.3). Nothing of the body is kept.
/// </summary>
/// <param name="header">Takes the header block, without the empty line; null drops it.</param>
/// <param name="body">Takes the body; null ends the writing where the body begins.</param>
internal sealed class ContentSplitter(Stream? header, Stream? body) : Stream
{
    private static readonly byte[] s_lineEnd = [(byte)'\r', (byte)'\n'];

    private bool _inBody;
    private bool _afterReturn;
    private bool _isLineEmpty = true;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Splits a content.</summary>
    public static void Split(MessageContent content, Stream? header, Stream? body, CancellationToken cancellationToken)
    {
        using var splitter = new ContentSplitter(header, body);
        try
        {
            content.WriteTo(splitter, cancellationToken);
        }
        catch (EnoughException)
        {
            return;
        }

        splitter.Finish();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        for (var at = offset; at < end;)
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                EndLine();
                at += buffer[at] == '\n' ? 1 : 0;
                continue;
            }

            var run = buffer.AsSpan(at, end - at).IndexOfAny((byte)'\r', (byte)'\n');
            var length = run < 0 ? end - at : run;
            if (length > 0)
            {
                _isLineEmpty = false;
                (_inBody ? body : header)?.Write(buffer, at, length);
                at += length;
            }

            if (run >= 0)
            {
                if (buffer[at] == '\r')
                {
                    _afterReturn = true;
                }
                else
                {
                    EndLine();
                }

                at++;
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Finish()
    {
        // A last line without its end gets it, as on the wire.
        if (_afterReturn || !_isLineEmpty)
        {
            EndLine();
        }
    }

    private void EndLine()
    {
        if (!_inBody && _isLineEmpty)
        {
            _inBody = true;
            if (body is null)
            {
                throw new EnoughException();
            }

            return;
        }

        _isLineEmpty = true;
        (_inBody ? body : header)?.Write(s_lineEnd, 0, s_lineEnd.Length);
    }

    /// <summary>All that was wanted has been seen.</summary>
    private sealed class EnoughException : Exception;
}

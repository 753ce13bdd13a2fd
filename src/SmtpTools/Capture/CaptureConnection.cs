using System.Net.Security;
using System.Net.Sockets;
using SmtpTools.Protocol;
using SmtpTools.Transport;

namespace SmtpTools.Capture;

/// <summary>
/// A client's connection: one read buffer, and replies that leave together when nothing is left to read, so that a group of pipelined
/// commands is answered by one write.
/// </summary>
internal sealed class CaptureConnection : IDisposable
{
    /// <summary>The size of the read buffer, and with it the most octets of a line.</summary>
    public const int BufferSize = 64 * 1024;

    // A client that reads no replies holds no more memory than this.
    private const int MostUnsentReplies = 32 * 1024;

    // How much and how long is read from a client that is being refused, so that it gets the reply instead of a reset.
    private const long MaxDrain = 64L * 1024 * 1024;
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(2);

    private readonly SocketStream _transport;
    private readonly TimeSpan _idleTimeout;
    private readonly byte[] _buffer = new byte[BufferSize];
    private Stream _stream;
    private int _start;
    private int _end;

    public CaptureConnection(Socket socket, TimeSpan idleTimeout, TimeProvider time)
    {
        socket.NoDelay = true;
        _idleTimeout = idleTimeout;
        _transport = new SocketStream(socket, time);
        _stream = _transport;
        _transport.StartPhase(idleTimeout);
    }

    /// <summary>Replies that were not sent yet.</summary>
    public SmtpReplyBuffer Replies { get; } = new();

    /// <summary>Whether octets came that nothing has read.</summary>
    public bool HasUnread => _start < _end || _transport.Socket.Available > 0;

    /// <summary>Whether octets are in the read buffer.</summary>
    public bool HasBuffered => _start < _end;

    /// <summary>What is in the read buffer.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the client was silent for too long.</summary>
    public bool IsTimedOut => _transport.IsTimedOut;

    /// <summary>Reads the PROXY protocol header that a connection begins with.</summary>
    /// <exception cref="SmtpProtocolException">It does not begin with one.</exception>
    /// <exception cref="IOException">The client went away or was silent for too long.</exception>
    public ProxyProtocolHeader ReadProxyHeader()
    {
        _transport.StartPhase(_idleTimeout);

        // Octet by octet: what follows may be TLS, which must not end up in the buffer of plaintext.
        var octets = new byte[ProxyProtocolHeader.MaxV2Length];
        for (var length = 0; length < octets.Length && _transport.Read(octets, length, 1) == 1;)
        {
            if (ProxyProtocolHeader.TryParse(octets.AsSpan(0, ++length), out _) is { } header)
            {
                return header;
            }
        }

        throw new EndOfStreamException("The client closed the connection before its PROXY protocol header was whole.");
    }

    /// <summary>Makes the TLS handshake.</summary>
    public SslStream StartTls(TlsAcceptor acceptor)
    {
        _transport.StartPhase(_idleTimeout);
        var stream = acceptor.Accept(_transport);
        _stream = stream;
        return stream;
    }

    /// <summary>Reads a command line; what it hands back holds until the next read.</summary>
    /// <param name="maxLength">The most octets with CRLF, less than the buffer has; those of an AUTH command may be more (RFC 4954 4).</param>
    /// <param name="line">The line without CRLF.</param>
    public LineOutcome ReadCommand(int maxLength, out ReadOnlySpan<byte> line) =>
        ReadLine(maxLength, Math.Max(maxLength, SmtpCommandLine.MaxAuthLength), out line);

    /// <summary>Reads a line of an AUTH exchange.</summary>
    /// <param name="line">The line without CRLF.</param>
    public LineOutcome ReadResponse(out ReadOnlySpan<byte> line) =>
        ReadLine(SmtpCommandLine.MaxAuthLength, SmtpCommandLine.MaxAuthLength, out line);

    /// <summary>Takes octets from the read buffer.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Sends the replies and reads into an empty buffer the next part of a content; false when the client closed its side.</summary>
    public bool FillForContent()
    {
        _transport.StartPhase(_idleTimeout);
        return Fill();
    }

    /// <summary>Reads exactly this many octets of a chunk; false when the client closed its side before.</summary>
    /// <param name="count">How many.</param>
    /// <param name="content">Where to; null to throw them away.</param>
    public bool ReadChunk(long count, ContentBuffer? content)
    {
        content?.Expect(count);
        while (count > 0)
        {
            if (HasBuffered)
            {
                var part = Buffered.Slice(0, (int)Math.Min(count, _end - _start));
                content?.Append(part);
                _start += part.Length;
                count -= part.Length;
            }
            else if (content is { Keeps: true } && count >= BufferSize)
            {
                // A large chunk goes straight to where it stays. The last part comes by the buffer, since commands follow it.
                var space = content.Space((int)Math.Min(count, int.MaxValue));
                Flush();
                _transport.StartPhase(_idleTimeout);
                var read = _stream.Read(space.Array!, space.Offset, space.Count);
                if (read == 0)
                {
                    return false;
                }

                content.Advance(read);
                count -= read;
            }
            else if (!FillForContent())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends what replies there are.</summary>
    public void Flush()
    {
        if (Replies.Length > 0)
        {
            var octets = Replies.Octets;
            _stream.Write(octets.Array!, octets.Offset, octets.Count);
            Replies.Clear();
        }
    }

    /// <summary>Sends the replies when they have become many.</summary>
    public void FlushIfLarge()
    {
        if (Replies.Length > MostUnsentReplies)
        {
            Flush();
        }
    }

    /// <summary>
    /// Sends the replies, ends the sending side and reads on for a while: closing with octets unread would be a reset, which can take the last reply from the
    /// client.
    /// </summary>
    public void Finish()
    {
        try
        {
            _transport.StartPhase(s_drainTime);
            Flush();
            if (_stream is SslStream tls)
            {
                TlsAcceptor.SendCloseNotify(tls);
            }

            _transport.Socket.Shutdown(SocketShutdown.Send);
            for (var left = MaxDrain; left > 0;)
            {
                var read = _transport.Read(_buffer, 0, _buffer.Length);
                if (read == 0)
                {
                    return;
                }

                left -= read;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has gone first, which is as good an end.
        }
    }

    /// <summary>Wakes a read that is under way on another thread: it sees an end of stream and can still send a reply.</summary>
    public void EndReceiving()
    {
        try
        {
            _transport.Socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    public void Dispose() => _stream.Dispose();

    private LineOutcome ReadLine(int maxLength, int maxAuthLength, out ReadOnlySpan<byte> line)
    {
        _transport.StartPhase(_idleTimeout);
        line = default;
        var scanned = 0;
        while (true)
        {
            var found = Buffered.Slice(scanned).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return TakeLine(scanned + found, IsAuth ? maxAuthLength : maxLength, out line);
            }

            scanned = _end - _start;
            if (scanned >= (IsAuth ? maxAuthLength : maxLength))
            {
                return LineOutcome.TooLong;
            }

            if (!Fill())
            {
                return LineOutcome.EndOfStream;
            }
        }
    }

    private bool IsAuth => Buffered is [(byte)'A' or (byte)'a', (byte)'U' or (byte)'u', (byte)'T' or (byte)'t', (byte)'H' or (byte)'h', (byte)' ', ..];

    private LineOutcome TakeLine(int length, int maxLength, out ReadOnlySpan<byte> line)
    {
        line = default;
        var found = Buffered.Slice(0, length);
        if (length + 1 > maxLength)
        {
            return LineOutcome.TooLong;
        }

        if (length == 0 || found.IndexOf((byte)'\r') != length - 1)
        {
            return LineOutcome.BareLineEnd;
        }

        line = found.Slice(0, length - 1);
        _start += length + 1;
        return LineOutcome.Line;
    }

    private bool Fill()
    {
        Flush();
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            Buffered.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}

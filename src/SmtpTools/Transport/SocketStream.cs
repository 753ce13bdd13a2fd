using System.Net.Sockets;

namespace SmtpTools.Transport;

/// <summary>
/// A blocking socket as a stream, each receive and send of which has what is left of the phase's deadline. It stands below TLS, so a
/// handshake and encrypted reads obey the deadline too.
/// </summary>
internal sealed class SocketStream(Socket socket, TimeProvider time) : SequentialStream
{
    private const int MaxFirstOctets = ServerHandshake.MaxLength;

#if NETSTANDARD2_0
    private const bool s_survivesTimeout = false;
#else
    private static readonly byte[] s_on = [1, 0, 0, 0];

    /// <summary>
    /// Whether a receive that timed out may be tried again. Winsock leaves the socket in a state that can't be told; elsewhere a time-out
    /// shorter than needed costs one more receive, and setting it for each phase anew would cost a system call for each.
    /// </summary>
    private static readonly bool s_survivesTimeout = !OperatingSystem.IsWindows();
#endif

    private Deadline _deadline = new(time, TimeSpan.FromMinutes(5));
    private int _receiveTimeout = -1;
    private int _sendTimeout = -1;
#if !NETSTANDARD2_0
    private Memory<byte> _wanted;
    private volatile TaskCompletionSource<int>? _openRead;
#endif
    private byte[]? _firstOctets;
    private int _firstCount;

    public Socket Socket => socket;

    /// <summary>How long the phase under way may take in all.</summary>
    public TimeSpan Limit => _deadline.Limit;

    /// <summary>Whether a receive or send was ended by the deadline.</summary>
    public bool IsTimedOut { get; private set; }

    /// <summary>The first octets received since <see cref="KeepFirstOctets"/>: what a failed handshake was answered with.</summary>
    public ReadOnlySpan<byte> FirstOctets => _firstOctets.AsSpan(0, _firstCount);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Whether a read would give something at once: octets, or the connection's end.</summary>
    public bool IsReadable => Ask(static socket => socket.Poll(0, SelectMode.SelectRead));

    /// <summary>Whether octets wait to be read.</summary>
    public bool HasOctets => Ask(static socket => socket.Available > 0);

    /// <summary>Starts the clock of a phase.</summary>
    public void StartPhase(TimeSpan limit) => _deadline = new Deadline(time, limit);

    /// <summary>Has the first octets kept of what is read from now on.</summary>
    public void KeepFirstOctets()
    {
        _firstOctets = new byte[MaxFirstOctets];
        _firstCount = 0;
    }

    /// <summary>Ends <see cref="KeepFirstOctets"/> and forgets what was kept.</summary>
    public void ForgetFirstOctets()
    {
        _firstOctets = null;
        _firstCount = 0;
    }

    /// <summary>Asks the kernel to acknowledge what it has and the next segment without delay, where it can (Linux, TCP_QUICKACK).</summary>
#pragma warning disable CA1822 // The down-level runtime can't do it; the caller needs not know.
    public void AcknowledgeAtOnce()
#pragma warning restore CA1822
    {
#if !NETSTANDARD2_0
        if (OperatingSystem.IsLinux())
        {
            const int IpProtoTcp = 6;
            const int TcpQuickAck = 12;
            try
            {
                socket.SetRawSocketOption(IpProtoTcp, TcpQuickAck, s_on);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // A connection that has ended: the read that follows tells how.
            }
        }
#endif
    }

#if NETSTANDARD2_0
    public override int Read(byte[] buffer, int offset, int count)
    {
        ApplyReceiveTimeout();
        try
        {
            return Keep(buffer.AsSpan(offset, count), socket.Receive(buffer, offset, count, SocketFlags.None));
        }
        catch (SocketException exception)
        {
            throw Wrap(exception);
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            ApplySendTimeout();
            try
            {
                var sent = socket.Send(buffer, offset, count, SocketFlags.None);
                offset += sent;
                count -= sent;
            }
            catch (SocketException exception)
            {
                throw WrapSend(exception);
            }
        }
    }
#else
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Whether an asynchronous read waits for <see cref="ContinueRead"/>.</summary>
    public bool HasOpenRead => _openRead is not null;

    /// <summary>
    /// Reads what is there. Where nothing is, the read stays open until <see cref="ContinueRead"/>: so a stream above that would have to wait in the
    /// middle of its work can be left there.
    /// </summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return new ValueTask<int>(0);
        }

        if (IsReadable)
        {
            return new ValueTask<int>(Receive(buffer.Span));
        }

        _wanted = buffer;
        var open = new TaskCompletionSource<int>();
        _openRead = open;
        return new ValueTask<int>(open.Task);
    }

    /// <summary>Answers the open read. What goes wrong is its answer as well.</summary>
    /// <param name="mayWait">
    /// Whether to wait as long as the phase allows; else something is there, and it is no matter whether the phase's time, which may be that of an
    /// earlier one, is over.
    /// </param>
    public void ContinueRead(bool mayWait)
    {
        var open = _openRead!;
        _openRead = null;
        try
        {
            open.SetResult(mayWait ? Read(_wanted.Span) : Receive(_wanted.Span));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            open.SetException(exception);
        }
    }

    // SslStream works over spans on this runtime; without these it would copy through a pooled array.
    public override int Read(Span<byte> buffer)
    {
        // Before each read SslStream asks for nothing, so as to have no buffer while it waits. A look at the first octet would answer it.
        while (!buffer.IsEmpty)
        {
            ApplyReceiveTimeout();
            try
            {
                return Keep(buffer, socket.Receive(buffer, SocketFlags.None));
            }
            catch (SocketException exception) when (IsTimeout(exception) && s_survivesTimeout && _deadline.MillisecondsLeft() > 0)
            {
                // The time-out was that of an earlier phase, which had less time than this one.
                _receiveTimeout = -1;
            }
            catch (SocketException exception)
            {
                throw Wrap(exception);
            }
        }

        return 0;
    }

    private int Receive(Span<byte> buffer)
    {
        try
        {
            return Keep(buffer, socket.Receive(buffer, SocketFlags.None));
        }
        catch (SocketException exception)
        {
            throw Wrap(exception);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ApplySendTimeout();
            try
            {
                buffer = buffer.Slice(socket.Send(buffer, SocketFlags.None));
            }
            catch (SocketException exception)
            {
                throw WrapSend(exception);
            }
        }
    }
#endif

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A socket that was closed meanwhile answers yes: the read that follows meets the end and tells its cause.</summary>
    private bool Ask(Func<Socket, bool> question)
    {
        try
        {
            return question(socket);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private int Keep(ReadOnlySpan<byte> buffer, int count)
    {
        if (_firstOctets is not null)
        {
            var kept = Math.Min(count, MaxFirstOctets - _firstCount);
            buffer.Slice(0, kept).CopyTo(_firstOctets.AsSpan(_firstCount));
            _firstCount += kept;
        }

        return count;
    }

    private void ApplyReceiveTimeout()
    {
        var left = TimeLeft();
        if (IsCloseTo(left, _receiveTimeout) || (s_survivesTimeout && _receiveTimeout > 0 && _receiveTimeout < left))
        {
            return;
        }

        socket.ReceiveTimeout = left;
        _receiveTimeout = left;
    }

    private void ApplySendTimeout()
    {
        var left = TimeLeft();
        if (IsCloseTo(left, _sendTimeout))
        {
            return;
        }

        socket.SendTimeout = left;
        _sendTimeout = left;
    }

    /// <summary>Setting a time-out is a system call: one within a hundredth of what is wanted stays.</summary>
    private static bool IsCloseTo(int wanted, int current) => current > 0 && Math.Abs((long)wanted - current) <= current / 100;

    private int TimeLeft()
    {
        var left = _deadline.MillisecondsLeft();
        if (left == 0)
        {
            IsTimedOut = true;
            throw new IOException("The time for this step is over.", new SocketException((int)SocketError.TimedOut));
        }

        return left;
    }

    /// <summary>
    /// The runtime calls a blocking send timed out whenever the system took only a part of it, and so it does when the other side's reset
    /// cuts it short: only the clock tells which it was.
    /// </summary>
    private IOException WrapSend(SocketException exception)
    {
        const int Slack = 50;
        var isReset = IsTimeout(exception)
            && _deadline.MillisecondsLeft() > Slack + (_deadline.Limit.TotalMilliseconds / 50);
        return Wrap(isReset ? new SocketException((int)SocketError.ConnectionReset) : exception);
    }

    private IOException Wrap(SocketException exception)
    {
        IsTimedOut |= IsTimeout(exception);
        return new IOException(exception.Message, exception);
    }

    /// <summary>On Unix a blocking call whose SO_RCVTIMEO or SO_SNDTIMEO passes may end as WouldBlock.</summary>
    private static bool IsTimeout(SocketException exception) => exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock;
}

using System.Net.Security;

namespace SmtpTools.Transport;

/// <summary>Reads what a stream under TLS decrypts, and tells without waiting whether there is anything.</summary>
/// <remarks>
/// What came over the connection may be no data (a session ticket, RFC 8446 4.6.1): only decrypting it tells. So a read is begun, and where it meets no
/// data it stays open and is gone on with by the next <see cref="Read"/>.
/// </remarks>
internal sealed class TlsInput(SslStream stream, SocketStream transport)
{
#if NETSTANDARD2_0
    /// <summary>Whether a read would give something at once. Never known on this runtime, where no read can be left open.</summary>
    public bool IsThere(byte[] buffer, int offset)
    {
        _ = (buffer, offset, transport);
        return false;
    }

    /// <summary>Reads, waiting as long as the phase allows.</summary>
    public int Read(byte[] buffer, int offset) => stream.Read(buffer, offset, buffer.Length - offset);
#else
    private Task<int>? _open;

    /// <summary>Whether a read would give something at once: data, the connection's end, or a failure.</summary>
    /// <param name="buffer">Where the next read goes to, by whomever it is made.</param>
    /// <param name="offset">From where on.</param>
    public bool IsThere(byte[] buffer, int offset)
    {
        if (_open is null)
        {
            _open = stream.ReadAsync(buffer.AsMemory(offset)).AsTask();
            return IsDone(_open);
        }

        while (!IsDone(_open) && transport.IsReadable)
        {
            transport.ContinueRead(mayWait: false);
        }

        return _open.IsCompleted;
    }

    /// <summary>Reads, waiting as long as the phase allows.</summary>
    public int Read(byte[] buffer, int offset)
    {
        if (_open is not { } read)
        {
            return stream.Read(buffer, offset, buffer.Length - offset);
        }

        while (!IsDone(read))
        {
            transport.ContinueRead(mayWait: true);
        }

        _open = null;
        return read.GetAwaiter().GetResult();
    }

    /// <summary>Whether an open read is done; if not, it now waits for the transport. In between it only computes, if need be on another thread.</summary>
    private bool IsDone(Task<int> read)
    {
        SpinWait.SpinUntil(() => read.IsCompleted || transport.HasOpenRead);
        return read.IsCompleted;
    }
#endif
}

using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.TestServer;

/// <summary>The bytes of one connection: blocking reads and writes with a bound on each, cut into writes as the test asks.</summary>
internal sealed class ScriptWire : IDisposable
{
    private const byte TlsHandshakeRecord = 22;

    // Between the writes of a step that is cut: long enough that a client waiting in a read gets them one by one.
    private static readonly TimeSpan ChunkGap = TimeSpan.FromMicroseconds(40);

    private readonly Socket _socket;
    private readonly SendChunking _chunking;
    private readonly TimeSpan _timeout;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    public ScriptWire(Socket socket, SendChunking chunking, TimeSpan timeout)
    {
        _socket = socket;
        _chunking = chunking;
        _timeout = timeout;
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }

        SetReadTimeout(timeout);
        socket.SendTimeout = (int)timeout.TotalMilliseconds;
        _stream = new NetworkStream(socket, ownsSocket: false);
    }

    /// <summary>Whether the client is known to have left, or the connection was closed from here.</summary>
    public bool ClientGone { get; private set; }

    /// <summary>What was received and not yet read by a step.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    public void SetReadTimeout(TimeSpan timeout)
    {
        // The socket of a client that has gone may be disposed already, and nothing more is read from it.
        if (!ClientGone)
        {
            _socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
        }
    }

    /// <summary>
    /// Sends, as long as the client is there. A client may leave in the middle of a reply that it cannot accept: that is
    /// no mismatch here, and a later step that expects more of the client tells it.
    /// </summary>
    public void Send(byte[] bytes)
    {
        for (var start = 0; start < bytes.Length && !ClientGone;)
        {
            var length = ChunkLength(bytes.AsSpan(start));
            try
            {
                _stream.Write(bytes, start, length);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                ClientGone = true;
                return;
            }

            start += length;
            if (start < bytes.Length)
            {
                Pause();
            }
        }
    }

    public byte ReadByte()
    {
        if (_start == _end)
        {
            Fill();
        }

        return _buffer[_start++];
    }

    public SslStream StartTls(TestCertificate certificate, Action<SslServerAuthenticationOptions>? configure)
    {
        if (Buffered is [not TlsHandshakeRecord, ..])
        {
            throw new ExpectationException("nothing in plaintext before the TLS handshake", $"the client sent {WireText.Quote(Buffered)}");
        }

        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.ToContext(),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        };
        configure?.Invoke(options);
        var tls = new SslStream(new PrefixedStream(Buffered.ToArray(), _stream), leaveInnerStreamOpen: true);
        _start = _end = 0;
        try
        {
            tls.AuthenticateAsServer(options);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            throw new ClientGoneException($"the TLS handshake failed: {exception.Message}");
        }

        _stream = tls;
        return tls;
    }

#pragma warning disable CA1416 // macOS has it not, and throws, which the script takes for a refusal.
    public void Renegotiate() => ((SslStream)_stream).NegotiateClientCertificateAsync().GetAwaiter().GetResult();
#pragma warning restore CA1416

    /// <summary>
    /// Closes the sending side, after TLS close_notify when <paramref name="notify"/> asks for it and TLS is on. The
    /// receiving side stays open, for unread bytes would turn the FIN into a reset.
    /// </summary>
    public void CloseSending(bool notify)
    {
        if (ClientGone)
        {
            return;
        }

        try
        {
            if (notify && _stream is SslStream tls)
            {
                tls.ShutdownAsync().GetAwaiter().GetResult();
            }

            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            ClientGone = true;
        }
    }

    public void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client's reset came first, or the test has ended: the connection is gone already.
        }

        Dispose();
    }

    public void Dispose()
    {
        ClientGone = true;
        _stream.Dispose();
        _socket.Dispose();
    }

    private void Fill()
    {
        if (ClientGone)
        {
            throw new ClientGoneException("the client has gone away");
        }

        int count;
        try
        {
            count = _stream.Read(_buffer, 0, _buffer.Length);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            if (exception.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock })
            {
                throw new ClientGoneException($"nothing came for {_timeout.TotalSeconds} s", timedOut: true);
            }

            ClientGone = true;
            throw new ClientGoneException("the client reset the connection");
        }

        if (count == 0)
        {
            ClientGone = true;
            throw new ClientGoneException("the client closed the connection");
        }

        (_start, _end) = (0, count);
    }

    private int ChunkLength(ReadOnlySpan<byte> rest) => _chunking switch
    {
        SendChunking.PerByte => 1,
        SendChunking.PerLine when rest.IndexOf((byte)'\n') is >= 0 and var lineFeed => lineFeed + 1,
        _ => rest.Length,
    };

    private static void Pause()
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < ChunkGap)
        {
            _ = Thread.Yield();
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.Tests.TestServer;

/// <summary>A client of exact bytes, for tests of servers: nothing of the engine is in it.</summary>
internal sealed class RawClient : IDisposable
{
    private const int TimeoutMilliseconds = 10_000;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;

    public RawClient(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = TimeoutMilliseconds };
        _socket.Connect(server);
        _stream = new NetworkStream(_socket, ownsSocket: false);
    }

    /// <summary>How many bytes came that no read has taken.</summary>
    public int Available => _end - _start + _socket.Available;

    public SslStream? Tls => _stream as SslStream;

    /// <summary>Sends exactly this text, a byte for each character, in one write.</summary>
    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(byte[] bytes) => _stream.Write(bytes);

    /// <summary>Reads a line; its CRLF is checked and taken off.</summary>
    public string ReadLine()
    {
        var line = new List<byte>();
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            line.Add(ReadByte());
        }

        return Encoding.UTF8.GetString([.. line[..^2]]);
    }

    /// <summary>Reads the lines of one reply.</summary>
    public string[] ReadReply()
    {
        var lines = new List<string>();
        do
        {
            lines.Add(ReadLine());
        }
        while (lines[^1] is { Length: > 3 } line && line[3] == '-');

        return [.. lines];
    }

    /// <summary>What one receive gives.</summary>
    public byte[] ReadSome()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = _stream.Read(_buffer, 0, _buffer.Length);
        }

        var bytes = _buffer[_start.._end];
        _start = _end;
        return bytes;
    }

    public byte[] Read(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count; at++)
        {
            bytes[at] = ReadByte();
        }

        return bytes;
    }

    /// <summary>Reads until the server closes.</summary>
    public string ReadToEnd()
    {
        var bytes = new List<byte>();
        try
        {
            while (true)
            {
                bytes.Add(ReadByte());
            }
        }
        catch (EndOfStreamException)
        {
            return Encoding.UTF8.GetString([.. bytes]);
        }
    }

    public void StartTls(string name, X509Certificate2 root, X509Certificate2? clientCertificate = null)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        _ = policy.CustomTrustStore.Add(root);
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            CertificateChainPolicy = policy,
            ClientCertificates = clientCertificate is null ? null : [clientCertificate],
        });
        _stream = tls;
    }

    /// <summary>Ends the sending side: the server reads an end of stream and can still answer.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private byte ReadByte()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = _stream.Read(_buffer, 0, _buffer.Length);
            if (_end == 0)
            {
                throw new EndOfStreamException();
            }
        }

        return _buffer[_start++];
    }
}

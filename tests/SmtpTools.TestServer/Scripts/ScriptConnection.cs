using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>A connection on which a script is played, and everything that was received on it.</summary>
public sealed class ScriptConnection : IDisposable
{
    private static readonly TimeSpan StallLimit = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly WaitHandle _released;
    private readonly TimeSpan _stepTimeout;
    private readonly ScriptWire _wire;
    private readonly List<byte> _received = [];
    private readonly List<string> _lines = [];
    private readonly List<byte[]> _contents = [];
    private readonly StringBuilder _dialogue = new();

    internal ScriptConnection(Socket socket, SendChunking chunking, TimeSpan stepTimeout, WaitHandle released)
    {
        _released = released;
        _stepTimeout = stepTimeout;
        _wire = new ScriptWire(socket, chunking, stepTimeout);
    }

    /// <summary>Every line read by a step, without its CRLF, a character for each byte.</summary>
    public IReadOnlyList<string> Lines => Locked(() => _lines.ToArray());

    /// <summary>What ExpectData, ExpectBytes and AnswerBdat read, one entry each.</summary>
    public IReadOnlyList<byte[]> Contents => Locked(() => _contents.ToArray());

    /// <summary>Every byte read on the connection, also after the script's end; decrypted where TLS was on.</summary>
    public byte[] Received => Locked(_received.ToArray);

    /// <summary>The dialogue in readable form, for the message of a failed test.</summary>
    public string Dialogue => Locked(_dialogue.ToString);

    /// <summary>The version of TLS, None as long as it is off.</summary>
    public SslProtocols TlsProtocol { get; private set; }

    /// <summary>The name that the client asked for by SNI; empty when it named none.</summary>
    public string TlsServerName { get; private set; } = "";

    /// <summary>The client's certificate, when it gave one.</summary>
    public X509Certificate? ClientCertificate { get; private set; }

    /// <summary>Removes the dot that a client puts before a line that starts with one (RFC 5321 section 4.5.2).</summary>
    public static byte[] Unstuff(ReadOnlySpan<byte> content)
    {
        var plain = new MemoryStream(content.Length);
        var lineStart = true;
        foreach (var octet in content)
        {
            if (!lineStart || octet != '.')
            {
                plain.WriteByte(octet);
            }

            lineStart = octet == '\n';
        }

        return plain.ToArray();
    }

    /// <summary>Closes the connection from this side, whatever is under way.</summary>
    public void Dispose() => _wire.Dispose();

    internal void Send(byte[] bytes)
    {
        Note("S: ", bytes);
        _wire.Send(bytes);
    }

    internal string ReadLine()
    {
        var bytes = ReadToLineFeed();
        Note("C: ", bytes);
        CheckLineEnd(bytes);
        var text = Encoding.Latin1.GetString(bytes.AsSpan(0, bytes.Length - 2));
        lock (_lock)
        {
            _lines.Add(text);
        }

        return text;
    }

    internal void ReadData()
    {
        var content = new MemoryStream();
        while (true)
        {
            var line = ReadToLineFeed();
            CheckLineEnd(line);
            if (line is [(byte)'.', (byte)'\r', (byte)'\n'])
            {
                break;
            }

            if (line is [(byte)'.', not (byte)'.', ..])
            {
                throw new ExpectationException("a dot doubled at the start of a line", $"the client sent {WireText.Quote(line)}");
            }

            content.Write(line);
        }

        Keep(content.ToArray());
    }

    internal void ReadContent(int count) => Keep(ReadExactly(count));

    internal void ReadBdat(string reply)
    {
        var replyLine = Encoding.UTF8.GetBytes(reply + "\r\n");
        var content = new MemoryStream();
        while (true)
        {
            var line = ReadLine();
            var words = line.Split(' ');
            if (words is not (["BDAT", _] or ["BDAT", _, "LAST"]) || !int.TryParse(words[1], out var size) || size < 0)
            {
                throw new ExpectationException("BDAT", $"the client sent {WireText.Quote(line)}");
            }

            content.Write(ReadExactly(size));
            if (words.Length == 3)
            {
                break;
            }

            Send(replyLine);
        }

        Keep(content.ToArray());
        Send(replyLine);
    }

    internal void StartTls(TestCertificate certificate, Action<SslServerAuthenticationOptions>? configure)
    {
        var tls = _wire.StartTls(certificate, configure);
        TlsProtocol = tls.SslProtocol;
        TlsServerName = tls.TargetHostName;
        ClientCertificate = tls.RemoteCertificate;
        Note("-- ", Encoding.ASCII.GetBytes(tls.SslProtocol.ToString()));
    }

    internal void ExpectRenegotiationRefusal()
    {
        try
        {
            _wire.Renegotiate();
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return;
        }

        throw new ExpectationException("the client to refuse a new TLS handshake", "it made one");
    }

    internal void ExpectTlsRefusal(TestCertificate certificate, Action<SslServerAuthenticationOptions>? configure)
    {
        try
        {
            StartTls(certificate, configure);
        }
        catch (ClientGoneException exception) when (!exception.TimedOut)
        {
            _wire.Dispose();
            return;
        }

        // In TLS 1.3 the server's handshake ends before the client has judged the certificate; its alert comes afterwards.
        ExpectClose();
    }

    internal void Stall() => Drain(StallLimit);

    internal void ExpectClose()
    {
        byte octet;
        try
        {
            octet = ReadByte();
        }
        catch (ClientGoneException exception) when (!exception.TimedOut)
        {
            return;
        }

        throw new ExpectationException("the client to close", $"it sent {WireText.Quote([octet, .. _wire.Buffered])}");
    }

    internal void WaitForRelease() => _ = _released.WaitOne();

    internal void WaitFor(ManualResetEventSlim allowed)
    {
        if (WaitHandle.WaitAny([allowed.WaitHandle, _released], _stepTimeout) != 0)
        {
            throw new ExpectationException("the test to set the event", "it did not");
        }
    }

    internal void Dribble(byte[] bytes, TimeSpan pause)
    {
        Note("S: (a byte at a time) ", bytes);
        foreach (var octet in bytes)
        {
            _wire.Send([octet]);
            if (_wire.ClientGone || _released.WaitOne(pause))
            {
                return;
            }
        }
    }

    internal void SendEndless(byte[] bytes)
    {
        const int AtLeast = 64 * 1024;
        Note("S: (for ever) ", bytes);
        var block = Enumerable.Repeat(bytes, (AtLeast / bytes.Length) + 1).SelectMany(static one => one).ToArray();
        while (!_wire.ClientGone && !_released.WaitOne(0))
        {
            _wire.Send(block);
        }
    }

    internal void Close(bool notify)
    {
        _wire.CloseSending(notify);
        Drain(_stepTimeout);
        _wire.Dispose();
    }

    internal void Reset() => _wire.Reset();

    private void Drain(TimeSpan limit)
    {
        _wire.SetReadTimeout(limit);
        try
        {
            while (true)
            {
                _ = ReadByte();
            }
        }
        catch (ClientGoneException)
        {
            // Also a client that is silent for the whole of the limit: a script that wants it to close says ExpectClose.
            _wire.SetReadTimeout(_stepTimeout);
        }
    }

    private static void CheckLineEnd(byte[] line)
    {
        if (line is not [.., (byte)'\r', (byte)'\n'] || line.AsSpan(0, line.Length - 2).Contains((byte)'\r'))
        {
            throw new ExpectationException("lines ended by CRLF without a bare CR or LF", $"the client sent {WireText.Quote(line)}");
        }
    }

    private byte[] ReadToLineFeed()
    {
        var line = new List<byte>();
        try
        {
            do
            {
                line.Add(ReadByte());
            }
            while (line[^1] != '\n');
        }
        catch (ClientGoneException exception) when (line.Count > 0)
        {
            throw new ClientGoneException($"{exception.Message}, after {WireText.Quote([.. line])}", exception.TimedOut);
        }

        return [.. line];
    }

    private byte[] ReadExactly(int count)
    {
        var content = new byte[count];
        for (var at = 0; at < count; at++)
        {
            content[at] = ReadByte();
        }

        return content;
    }

    private byte ReadByte()
    {
        var octet = _wire.ReadByte();
        lock (_lock)
        {
            _received.Add(octet);
        }

        return octet;
    }

    private void Keep(byte[] content)
    {
        Note("C: ", content);
        lock (_lock)
        {
            _contents.Add(content);
        }
    }

    private void Note(string prefix, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _ = _dialogue.Append(prefix).AppendLine(WireText.Quote(bytes));
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}

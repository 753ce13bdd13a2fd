using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using SmtpTools.Protocol;

namespace SmtpTools.Transport;

/// <summary>
/// One connection that carries replies in and commands and content out, plain or under TLS. It knows phases and their time, not the
/// order of verbs. What goes wrong comes out as a typed error.
/// </summary>
internal sealed class SmtpConnection : IDisposable
{
    private const int ReadBufferSize = 4096;

    /// <summary>Most replies kept because of their anomalies: enough to show what a server does.</summary>
    private const int MaxAnomalousReplies = 10;
    private static readonly TimeSpan s_lastWordsTime = TimeSpan.FromMilliseconds(500);

    private readonly SocketStream _transport;
    private readonly TranscriptRecorder? _transcript;
    private readonly TimeProvider _time;
    private readonly SmtpReplyParser _parser = new();
    private readonly List<SmtpReply> _anomalous = [];
    private Stream _stream;
    private byte[] _input = new byte[ReadBufferSize];
    private int _inputStart;
    private int _inputEnd;
    private bool _tlsMayHoldMore;
    private TlsInput? _tlsInput;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private volatile bool _isCancelled;

    public SmtpConnection(Socket socket, TranscriptRecorder? transcript, TimeProvider time)
    {
        _transport = new SocketStream(socket, time);
        _stream = _transport;
        _transcript = transcript;
        _time = time;
        LocalAddress = (socket.LocalEndPoint as IPEndPoint)?.Address;
    }

    /// <summary>The address that the connection comes from; null for one by the path of a socket.</summary>
    public IPAddress? LocalAddress { get; }

    /// <summary>Whether what is written now goes out under TLS: told from the stream itself, not from what was asked.</summary>
    public bool IsEncrypted => _stream is SslStream;

    /// <summary>The TLS stream, for channel bindings; null without TLS.</summary>
    public SslStream? Tls => _stream as SslStream;

    /// <summary>Commands that leave with the next <see cref="Flush(SmtpPhase, TimeSpan)"/>.</summary>
    public SmtpCommandBuffer Commands { get; } = new();

    /// <summary>The phase that the last call was for; None before the first one of an operation.</summary>
    public SmtpPhase Phase { get; private set; }

    /// <summary>The end of the time that the whole operation has, whatever its phases may take; null where only they count.</summary>
    public Deadline? Overall { get; set; }

    /// <summary>Takes secrets that a server repeats out of its replies, before anything records or shows them; null where there are none.</summary>
    public EchoMask? Mask { get; set; }

    /// <summary>Whether a token ended the connection.</summary>
    public bool IsCancelled => _isCancelled;

    /// <summary>Whether a reply, a part of one, or the connection's end waits to be read.</summary>
    public bool HasInput =>
        HasBufferedInput || ((_tlsMayHoldMore || _transport.IsReadable) && IsInputThere());

    /// <summary>Whether octets that were received already wait to be read: what <see cref="HasInput"/> knows without asking the system.</summary>
    public bool HasBufferedInput => _inputEnd > _inputStart;

    /// <summary>The first replies that were understood and are not as the standard says; none where nothing is recorded.</summary>
    public IReadOnlyList<SmtpReply> AnomalousReplies => _anomalous;

    /// <summary>From now on cancelling this token ends the connection at once, wherever it waits.</summary>
    public void ObeyTo(CancellationToken cancellationToken)
    {
        Phase = SmtpPhase.None;
        if (cancellationToken == _cancellation)
        {
            return;
        }

        _registration.Dispose();
        _cancellation = cancellationToken;
        _registration = cancellationToken.Register(static connection => ((SmtpConnection)connection!).Cancel(), this);
    }

    /// <summary>From now on no token ends the connection.</summary>
    public void StopObeying()
    {
        _registration.Dispose();
        _cancellation = CancellationToken.None;
    }

    /// <summary>Sends all finished commands in one write.</summary>
    public void Flush(SmtpPhase phase, TimeSpan limit)
    {
        var commands = Commands.Octets;
        Commands.Clear();
        Write(commands.Array!, commands.Offset, commands.Count, phase, limit);
    }

    /// <summary>Sends all finished commands with the first octets of a large block behind them in one write, and the rest from where it lies.</summary>
    public void Flush(byte[] octets, int offset, int count, SmtpPhase phase, TimeSpan limit)
    {
        const int MaxCopied = 64 * 1024;
        var copied = Math.Min(count, MaxCopied);
        Commands.AppendContent(octets, offset, copied);
        Flush(phase, limit);
        if (count > copied)
        {
            Write(octets, offset + copied, count - copied, phase, limit);
        }
    }

    /// <summary>Sends octets.</summary>
    public void Write(byte[] octets, int offset, int count, SmtpPhase phase, TimeSpan limit)
    {
        StartPhase(phase, limit);
        try
        {
            _stream.Write(octets, offset, count);
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            throw Fail(exception, phase, wasWriting: true);
        }
    }

    /// <summary>Reads one whole reply; the time is for all of it.</summary>
    public SmtpReply ReadReply(SmtpPhase phase, TimeSpan limit)
    {
        StartPhase(phase, limit);
        try
        {
            while (true)
            {
                if (TakeReply() is { } reply)
                {
                    return reply;
                }

                if (!Fill())
                {
                    throw Lost($"The server closed the connection {WhileWaiting(phase)}.", phase);
                }
            }
        }
        catch (SmtpProtocolException exception)
        {
            throw new SmtpProtocolException(Mask is null ? exception.Message : Mask.Apply(exception.Message)) { Phase = phase };
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            throw Fail(exception, phase, wasWriting: false);
        }
    }

    /// <summary>Reads what comes next as it is, whatever part of it is there; 0 at the connection's end.</summary>
    public int ReadOctets(byte[] octets, SmtpPhase phase, TimeSpan limit)
    {
        StartPhase(phase, limit);
        try
        {
            if (!HasBufferedInput && !Fill())
            {
                return 0;
            }
        }
        catch (Exception exception) when (IsTransportFailure(exception))
        {
            throw Fail(exception, phase, wasWriting: false);
        }

        var count = Math.Min(octets.Length, _inputEnd - _inputStart);
        Array.Copy(_input, _inputStart, octets, 0, count);
        _inputStart += count;
        return count;
    }

    /// <summary>Handshakes TLS over the connection. Nothing that came before it may be taken for what comes after.</summary>
    /// <exception cref="SmtpTlsException">No handshake, a bad certificate, or octets that were there before the handshake.</exception>
    public TlsFacts UpgradeToTls(string host, TlsOptions options, bool isOpportunistic, bool isImplicit, TimeSpan limit)
    {
        if (HasBufferedInput || (!isImplicit && _transport.HasOctets))
        {
            // RFC 3207 4.2 and 5: a reply in plaintext behind the 220 would be read as if it had come under TLS.
            throw new SmtpTlsException(
                "The server, or someone between, sent more plaintext behind its reply to STARTTLS. It would be taken for protected text after the handshake, so the session ends (RFC 3207 5).")
            { Phase = SmtpPhase.StartTls };
        }

        StartPhase(SmtpPhase.Tls, limit);
        try
        {
            var (stream, facts) = TlsUpgrade.Authenticate(_transport, host, options, isImplicit, isOpportunistic, _time);
            _stream = stream;
            _tlsInput = new TlsInput(stream, _transport);
            _transcript?.Record(TranscriptKind.Tls, $"{facts}; {facts.Certificate}");
            return facts;
        }
        catch (SmtpTlsException) when (_isCancelled)
        {
            throw new OperationCanceledException(_cancellation);
        }
        catch (SmtpTlsException exception) when (_transport.IsTimedOut && exception.Facts is null)
        {
            throw TimedOut("The TLS handshake", SmtpPhase.Tls, exception);
        }
    }

    /// <summary>Has the next reply's segment acknowledged at once.</summary>
    /// <remarks>
    /// A server that answers a flight piece by piece under Nagle's algorithm waits for our acknowledgement, which the kernel delays by 40 ms.
    /// Linux alone lets a client ask for an immediate one; it has to be asked for each time.
    /// </remarks>
    public void AcknowledgeAtOnce() => _transport.AcknowledgeAtOnce();

    public void Dispose()
    {
        _registration.Dispose();
        _stream.Dispose();
        _transport.Dispose();
    }

    private void Cancel()
    {
        _isCancelled = true;
        _transport.Dispose();
    }

    private void StartPhase(SmtpPhase phase, TimeSpan limit)
    {
        Phase = phase;
        _transport.StartPhase(Overall is { } overall && overall.Left < limit ? overall.Left : limit);
    }

    private static bool IsTransportFailure(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private static string WhileWaiting(SmtpPhase phase) => phase switch
    {
        SmtpPhase.Greeting => "before its greeting",
        SmtpPhase.EndOfData => "after the end of the message and before it answered",
        _ => $"in the phase {phase}",
    };

    /// <summary>The reply at the start of the input, recorded; null where it is not whole yet.</summary>
    private SmtpReply? TakeReply()
    {
        var reply = _parser.TryParse(_input.AsSpan(_inputStart, _inputEnd - _inputStart), out var consumed);
        if (reply is null)
        {
            return null;
        }

        _inputStart += consumed;
        reply = Mask is null ? reply : Mask.Apply(reply);
        _transcript?.Record(TranscriptKind.Reply, reply.ToString());
        Note(reply);
        return reply;
    }

    private void Note(SmtpReply reply)
    {
        // Only a session that is recorded decodes each reply anyway.
        if (_transcript is not null && _anomalous.Count < MaxAnomalousReplies && reply.Anomalies != ReplyAnomalies.None)
        {
            _anomalous.Add(reply);
        }
    }

    private bool Fill()
    {
        MakeRoom();
        var count = _tlsInput?.Read(_input, _inputEnd) ?? _stream.Read(_input, _inputEnd, _input.Length - _inputEnd);
        _inputEnd += count;
        _tlsMayHoldMore = _tlsInput is not null && _inputEnd == _input.Length;
        return count > 0;
    }

    private bool IsInputThere()
    {
        if (_tlsInput is null)
        {
            return true;
        }

        MakeRoom();
        return _tlsMayHoldMore = _tlsInput.IsThere(_input, _inputEnd);
    }

    /// <summary>Makes room behind what is not parsed yet.</summary>
    private void MakeRoom()
    {
        if (_inputStart == _inputEnd)
        {
            _inputStart = 0;
            _inputEnd = 0;
        }
        else if (_inputEnd == _input.Length)
        {
            // The parser's limits end a reply long before this grows out of hand.
            var rest = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
            var next = rest.Length > _input.Length / 2 ? new byte[_input.Length * 2] : _input;
            rest.CopyTo(next);
            _input = next;
            _inputStart = 0;
            _inputEnd = rest.Length;
        }
    }

    private Exception Fail(Exception exception, SmtpPhase phase, bool wasWriting)
    {
        if (_isCancelled)
        {
            return new OperationCanceledException(_cancellation);
        }

        if (_transport.IsTimedOut)
        {
            return TimedOut(wasWriting ? $"Sending in the phase {phase}" : $"The server's answer in the phase {phase}", phase, exception);
        }

        return Lost($"The connection broke {WhileWaiting(phase)}: {exception.GetBaseException().Message}", phase, exception);
    }

    private SmtpTimeoutException TimedOut(string what, SmtpPhase phase, Exception exception) =>
        Overall is { } overall && overall.Left <= TimeSpan.Zero
            ? new($"{what} went beyond the {overall.Limit.TotalSeconds:0.#} s that the whole operation may take.", overall.Limit, exception) { Phase = phase }
            : new($"{what} took longer than {_transport.Limit.TotalSeconds:0.#} s.", _transport.Limit, exception) { Phase = phase };

    private SmtpConnectionLostException Lost(string message, SmtpPhase phase, Exception? exception = null)
    {
        // RFC 5321 3.8: a server that must go says 421 first, or 554, and may not wait until we read it.
        var last = exception is null ? null : ReadLastWords();
        var partial = HasBufferedInput ? $" Its last words were {ForeignService.Describe(_input.AsSpan(_inputStart, _inputEnd - _inputStart))}." : string.Empty;
        partial = Mask is null ? partial : Mask.Apply(partial);
        var said = last is null ? partial : $" Its last words were: {last}";
        return new SmtpConnectionLostException(message + said, last, exception) { Phase = phase };
    }

    private SmtpReply? ReadLastWords()
    {
        try
        {
            _transport.StartPhase(s_lastWordsTime);
            SmtpReply? reply;
            while ((reply = TakeReply()) is null)
            {
                if (!Fill())
                {
                    return null;
                }
            }

            return reply;
        }
        catch (Exception exception) when (IsTransportFailure(exception) || exception is SmtpProtocolException)
        {
            // There were none.
            return null;
        }
    }
}

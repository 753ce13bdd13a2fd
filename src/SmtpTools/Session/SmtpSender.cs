namespace SmtpTools;

/// <summary>
/// Hands over message after message to one server on one connection that is opened when needed, kept as long as it works, and opened
/// anew when the server ended it. Used by one thread at a time.
/// </summary>
public sealed class SmtpSender : IDisposable
{
    private readonly SmtpSessionOptions _options;
    private readonly SmtpSenderOptions _reuse;
    private readonly TimeProvider _time;
    private SmtpSession? _session;
    private long _opened;
    private long _lastUsed;
    private int _messages;

    /// <summary>Makes a sender. Nothing is opened yet.</summary>
    /// <param name="options">How its sessions are opened.</param>
    /// <param name="reuse">How long a connection is kept; null for the defaults.</param>
    public SmtpSender(SmtpSessionOptions options, SmtpSenderOptions? reuse = null)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _reuse = reuse ?? new SmtpSenderOptions();
        _time = options.TimeProvider;
    }

    /// <summary>The session in use; null before the first message and after a failure.</summary>
    public SmtpSession? Session => _session;

    /// <summary>Hands over one message.</summary>
    /// <param name="envelope">Who it is from and for.</param>
    /// <param name="content">The message.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the connection at once.</param>
    /// <returns>What became of it, one result in every case; a server that can't be reached is one too.</returns>
    public SendResult Send(SmtpEnvelope envelope, MessageContent content, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            CloseIfWorn(cancellationToken);
            var isFresh = _session is null;
            if (isFresh && Open(envelope, null, cancellationToken) is { } failure)
            {
                return failure;
            }

            var result = _session!.Send(envelope, content, options, cancellationToken);
            _messages++;
            CloseIfSpent();
            if (isFresh || !WasClosedWhileIdle(result))
            {
                return GoOn(result, envelope, content, options, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Hands over messages one behind the other so that the line is never idle between them (<see cref="SmtpSession.SendMany"/>). Those that
    /// surely were not taken only because the connection broke under one before them go out on a new one.
    /// </summary>
    /// <param name="messages">
    /// The messages. They should be at hand: while the next one is waited for, the end of the last one may not have left. Where the enumeration
    /// ends, all are brought to their end.
    /// </param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the connection at once.</param>
    /// <returns>What became of each, in order: one result in every case.</returns>
    /// <exception cref="ArgumentException">An envelope has no recipient.</exception>
    public IEnumerable<SendResult> SendMany(IEnumerable<OutgoingMessage> messages, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var source = (messages ?? throw new ArgumentNullException(nameof(messages))).GetEnumerator();
        while (source.MoveNext())
        {
            CloseIfWorn(cancellationToken);
            var mayBeStale = _session is not null;
            if (!mayBeStale && Open(source.Current.Envelope, null, cancellationToken) is { } failure)
            {
                yield return failure;
                continue;
            }

            var session = _session!;
            var unanswered = new Queue<OutgoingMessage>();
            Exception? failed = null;
            foreach (var result in session.SendMany(Run(source, session, unanswered), options, cancellationToken))
            {
                var message = unanswered.Dequeue();
                var isVictim = result.State == SendState.NotSent && result.Error is not null && result.Error == failed;
                failed = result.Error;
                if (isVictim || (mayBeStale && WasClosedWhileIdle(result)))
                {
                    CloseIfSpent();
                    yield return Send(message.Envelope, message.Content, options, cancellationToken);
                }
                else
                {
                    yield return GoOn(result, message.Envelope, message.Content, options, cancellationToken);
                }

                // The second message of a connection has seen it work.
                mayBeStale = true;
            }

            CloseIfSpent();
        }
    }

    /// <summary>Ends the session politely.</summary>
    public void Dispose() => Close();

    /// <summary>
    /// A kept connection that the server had already given up. Nothing of this message can have been taken, so it goes out on a new one.
    /// </summary>
    private static bool WasClosedWhileIdle(SendResult result) =>
        result is { State: SendState.NotSent, Phase: SmtpPhase.Mail, Error: SmtpConnectionLostException or SmtpReplyException { Reply.Code: 421 } };

    /// <summary>The messages that may follow each other on one connection, beginning with the one that the source stands at.</summary>
    private IEnumerable<OutgoingMessage> Run(IEnumerator<OutgoingMessage> source, SmtpSession session, Queue<OutgoingMessage> unanswered)
    {
        do
        {
            unanswered.Enqueue(source.Current);
            _messages++;
            yield return source.Current;
        }
        while (session.State == SmtpSessionState.Ready && !IsExhausted(session) && !IsOld() && source.MoveNext());
    }

    /// <summary>A message to more recipients than a session has transactions for goes on in as many more sessions as it needs.</summary>
    private SendResult GoOn(SendResult result, SmtpEnvelope envelope, MessageContent content, SendOptions? options, CancellationToken cancellationToken)
    {
        while (result.IsCutShort)
        {
            Close();
            if (Open(envelope, result, cancellationToken) is { } failed)
            {
                return failed;
            }

            _session!.GoOn(result, envelope, content, options, cancellationToken);
            _messages++;
            CloseIfSpent();
        }

        return result;
    }

    /// <summary>The server takes no further transaction in this session (RFC 9422 4.1), or it was to carry no more messages.</summary>
    private bool IsExhausted(SmtpSession session) => session.IsExhausted || _messages >= _reuse.MaxMessages;

    /// <summary>Ends a kept session that is too old, or that no longer answers.</summary>
    private void CloseIfWorn(CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return;
        }

        if (IsOld())
        {
            Close();
        }
        else if (_time.GetElapsedTime(_lastUsed) >= _reuse.IdleCheck)
        {
            try
            {
                _ = _session.Noop(cancellationToken);
            }
            catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
            {
                // It was idle: nothing of any message is lost with it. A cancelled token is met again at once, by what follows.
                Close();
            }
        }
    }

    private bool IsOld() => _time.GetElapsedTime(_opened) >= _reuse.MaxAge;

    /// <summary>Opens a session for a message.</summary>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="begun">What became of the message in sessions before; null for a new message.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null, or the message's result where that failed.</returns>
    private SendResult? Open(SmtpEnvelope envelope, SendResult? begun, CancellationToken cancellationToken)
    {
        var session = new SmtpSession(_options);
        if (TryOpen(session, cancellationToken) is { } failure)
        {
            return session.NotOpened(begun ?? session.ResultFor(envelope), failure);
        }

        _session = session;
        _opened = _time.GetTimestamp();
        _messages = 0;
        return null;
    }

    private static Exception? TryOpen(SmtpSession session, CancellationToken cancellationToken)
    {
        try
        {
            session.Open(cancellationToken);
            return null;
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
        {
            // Authentication that failed leaves a session that still works; it is of no use here.
            _ = session.Quit(CancellationToken.None);
            return exception;
        }
        catch
        {
            // A callback of the caller's failed: nobody but this method has the session.
            session.Dispose();
            throw;
        }
    }

    /// <summary>After messages: ends a session that can carry no more.</summary>
    private void CloseIfSpent()
    {
        _lastUsed = _time.GetTimestamp();
        if (_session is { } session && (session.State != SmtpSessionState.Ready || IsExhausted(session)))
        {
            Close();
        }
    }

    private void Close()
    {
        _ = _session?.Quit();
        _session = null;
    }
}

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
            if (_session is null)
            {
                var session = new SmtpSession(_options);
                if (TryOpen(session, cancellationToken) is { } failure)
                {
                    return session.NotOpened(envelope, failure);
                }

                _session = session;
                _opened = _time.GetTimestamp();
                _messages = 0;
            }

            var result = _session.Send(envelope, content, options, cancellationToken);
            _messages++;
            _lastUsed = _time.GetTimestamp();
            if (_session.State != SmtpSessionState.Ready || IsExhausted(_session))
            {
                Close();
            }

            if (isFresh || !WasClosedWhileIdle(result))
            {
                return result;
            }
        }
    }

    /// <summary>Ends the session politely.</summary>
    public void Dispose() => Close();

    /// <summary>
    /// A kept connection that the server had already given up. Nothing of this message can have been taken, so it goes out on a new one.
    /// </summary>
    private static bool WasClosedWhileIdle(SendResult result) =>
        result is { State: SendState.NotSent, Phase: SmtpPhase.Mail, Error: SmtpConnectionLostException or SmtpReplyException { Reply.Code: 421 } };

    /// <summary>The server takes no further transaction in this session (RFC 9422 4.1), or it was to carry no more messages.</summary>
    private bool IsExhausted(SmtpSession session) =>
        (session.Extensions.MaxTransactions is { } most && session.Transactions >= most) || _messages >= _reuse.MaxMessages;

    /// <summary>Ends a kept session that is too old, or that no longer answers.</summary>
    private void CloseIfWorn(CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return;
        }

        if (_time.GetElapsedTime(_opened) >= _reuse.MaxAge)
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
    }

    private void Close()
    {
        _ = _session?.Quit();
        _session = null;
    }
}

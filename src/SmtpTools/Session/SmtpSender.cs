namespace SmtpTools;

/// <summary>
/// Hands over message after message to one server on one connection that is opened when needed, kept as long as it works, and opened
/// anew when the server ended it. Used by one thread at a time.
/// </summary>
public sealed class SmtpSender : IDisposable
{
    private readonly SmtpSessionOptions _options;
    private SmtpSession? _session;

    /// <summary>Makes a sender. Nothing is opened yet.</summary>
    /// <param name="options">How its sessions are opened.</param>
    public SmtpSender(SmtpSessionOptions options) => _options = options ?? throw new ArgumentNullException(nameof(options));

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
            var isFresh = _session is null;
            if (_session is null)
            {
                var session = new SmtpSession(_options);
                if (TryOpen(session, cancellationToken) is { } failure)
                {
                    return session.NotOpened(envelope, failure);
                }

                _session = session;
            }

            var result = _session.Send(envelope, content, options, cancellationToken);
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

    /// <summary>The server takes no further transaction in this session (RFC 9422 4.1).</summary>
    private static bool IsExhausted(SmtpSession session) => session.Extensions.MaxTransactions is { } most && session.Transactions >= most;

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

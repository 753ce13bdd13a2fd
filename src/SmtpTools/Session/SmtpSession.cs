using SmtpTools.Session;
using SmtpTools.Transport;

namespace SmtpTools;

/// <summary>
/// One SMTP (or LMTP) session seen from the client: open, then any number of transactions and commands, then quit. Used by one thread at
/// a time; it blocks, and cancelling a call's token ends it and the session at once.
/// </summary>
/// <remarks>A failure of the transport or the protocol makes it <see cref="SmtpSessionState.Broken"/> for good, with its first cause kept.</remarks>
public sealed partial class SmtpSession : IDisposable
{
    private readonly SmtpSessionOptions _options;
    private readonly SmtpEndpoint _endpoint;
    private readonly TlsMode _security;
    private SmtpConnection? _connection;
    private Deadline? _overall;
    private int _busy;
    private int _transcriptMark;

    /// <summary>Makes a session that is yet to be opened.</summary>
    /// <param name="options">How it is opened; not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">An option can't be.</exception>
    public SmtpSession(SmtpSessionOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _endpoint = options.Endpoint ?? throw new ArgumentException("A session needs a server: the options have none.", nameof(options));
        _security = options.EffectiveSecurity;
        options.Tls.Check();
        options.XClient?.Check();
        _transcriptMark = options.Transcript?.Mark ?? 0;
        Server = _endpoint.ToString();
        LocalDomain = options.LocalDomain is null ? string.Empty : LocalName.Check(options.LocalDomain);
    }

    /// <summary>Where the session stands.</summary>
    public SmtpSessionState State { get; private set; }

    /// <summary>What broke the session first; null while it is whole.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The server as <c>host:port</c>.</summary>
    public string Server { get; }

    /// <summary>The address that the session is connected to, that of the proxy where there is one; null before.</summary>
    public string? RemoteAddress { get; private set; }

    /// <summary>The name given in EHLO.</summary>
    public string LocalDomain { get; private set; }

    /// <summary>What came of each address that was tried.</summary>
    public IReadOnlyList<ConnectAttempt> Attempts { get; private set; } = [];

    /// <summary>The greeting; null before it came.</summary>
    public SmtpReply? Greeting { get; private set; }

    /// <summary>What the server offers now, and the session may act on.</summary>
    public SmtpExtensions Extensions { get; private set; } = SmtpExtensions.None;

    /// <summary>What the server offered before STARTTLS; null where the session did not begin in plaintext.</summary>
    public SmtpExtensions? ExtensionsBeforeTls { get; private set; }

    /// <summary>Whether the server knew only HELO.</summary>
    public bool UsedHelo { get; private set; }

    /// <summary>The session's TLS; null where it has none.</summary>
    public TlsFacts? Tls { get; private set; }

    /// <summary>Whether AUTH succeeded.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>The mechanism by which AUTH succeeded; null where it did not.</summary>
    public string? AuthMechanism { get; private set; }

    /// <summary>How many messages were handed over in this session.</summary>
    public int MessagesSent { get; private set; }

    /// <summary>How long the phases of opening took.</summary>
    public SmtpPhaseTimes OpeningTimes { get; } = new();

    /// <summary>The dialogue so far, as far as it is kept; empty where none is recorded.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript => _options.Transcript?.Since(0) ?? [];

    /// <summary>What the session did without, or did otherwise than asked, each as a sentence.</summary>
    public IList<string> Notes { get; } = [];

    /// <summary>The first replies that were understood and are not as the standard says; none in a session without a transcript.</summary>
    public IReadOnlyList<SmtpReply> AnomalousReplies => _connection?.AnomalousReplies ?? [];

    internal SmtpConnection Connection => _connection ?? throw new InvalidOperationException("The session is not open.");

    internal SmtpSessionOptions Options => _options;

    internal SmtpTimeouts Timeouts => _options.Timeouts;

    /// <summary>Ends the session without ceremony. <see cref="Quit"/> is the polite way.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        if (State is not (SmtpSessionState.Closed or SmtpSessionState.Broken))
        {
            State = SmtpSessionState.Closed;
        }
    }

    /// <summary>Whether an EHLO keyword is offered and may be acted on.</summary>
    internal bool May(bool offered, string keyword) => offered && !_options.IgnoredExtensions.Contains(keyword);

    internal void Note(string note)
    {
        Notes.Add(note);
        _options.Transcript?.Record(TranscriptKind.Note, note);
    }

    /// <summary>The only way to <see cref="SmtpSessionState.Broken"/>: keeps the first cause and hangs up.</summary>
    /// <returns>The exception, to be thrown.</returns>
    internal Exception Break(Exception cause)
    {
        if (State != SmtpSessionState.Broken)
        {
            State = SmtpSessionState.Broken;
            Failure = cause;
            _connection?.Dispose();
            _options.Transcript?.Record(TranscriptKind.Connection, $"The session ended: {cause.Message}");
        }

        return cause;
    }

    /// <summary>Runs one operation: alone, obeying its token, and breaking the session when it fails for good.</summary>
    /// <param name="needed">The state that it begins in.</param>
    /// <param name="operation">What it does.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="continuesOpening">Whether it is a step of opening, which as a whole is one operation.</param>
    private T Run<T>(SmtpSessionState needed, Func<T> operation, CancellationToken cancellationToken, bool continuesOpening = false) =>
        Run(needed, operation, static (operation, _) => operation(), cancellationToken, continuesOpening);

    /// <summary>The same with what the operation works on given beside it, so that one that runs for each message makes no closure.</summary>
    private T Run<TSubject, T>(
        SmtpSessionState needed, TSubject subject, Func<TSubject, CancellationToken, T> operation, CancellationToken cancellationToken, bool continuesOpening = false)
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("The session is in use by another thread: a session serves one call at a time.");
        }

        try
        {
            if (State != needed)
            {
                throw NotIn(needed);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (Timeouts.Overall is { } overall && (needed == SmtpSessionState.New || !continuesOpening))
            {
                _overall = new Deadline(_options.TimeProvider, overall);
            }

            if (_connection is not null)
            {
                _connection.Overall = _overall;
                _connection.ObeyTo(cancellationToken);
            }

            return operation(subject, cancellationToken);
        }
        catch (Exception exception) when (EndsSession(exception))
        {
            _ = Break(exception);
            throw;
        }
        catch
        {
            // A command that was begun and not sent must not leave with the next one.
            _connection?.Commands.Clear();
            throw;
        }
        finally
        {
            EndObedience();
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>A token governs its own call: cancelled later, it must not end a session that others use by then.</summary>
    private void EndObedience()
    {
        _connection?.StopObeying();
        if (State == SmtpSessionState.Ready && _connection is { IsCancelled: true })
        {
            _ = Break(new OperationCanceledException("The session was cancelled."));
        }
    }

    private InvalidOperationException NotIn(SmtpSessionState needed) => new(
        State == SmtpSessionState.Broken
            ? $"The session with {Server} ended earlier: {Failure?.Message}"
            : $"The session with {Server} is {State}, and would have to be {needed}.",
        Failure);

    /// <summary>A plain "no" leaves the session usable; whatever else the engine raises has left the two sides out of step.</summary>
    private static bool EndsSession(Exception exception) =>
        exception is SmtpProtocolException or SmtpConnectionLostException or SmtpTimeoutException or SmtpTlsException or SmtpConnectException or SmtpProxyException
            or SmtpContentException or OperationCanceledException
        || (exception is SmtpReplyException refused && (refused.Reply.Code == 421 || refused.Phase is SmtpPhase.Content or SmtpPhase.Reset));

    /// <summary>Before a command: what came without being asked for would be taken for its reply.</summary>
    internal void CheckNothingUnasked(SmtpPhase phase)
    {
        if (!Connection.HasInput)
        {
            return;
        }

        SmtpReply reply;
        try
        {
            reply = Connection.ReadReply(phase, Timeouts.Quit);
        }
        catch (SmtpTimeoutException exception)
        {
            throw new SmtpProtocolException("The server sent a part of a reply that nothing asked for. From here on replies could not be told apart.", exception) { Phase = phase };
        }

        throw reply.Code == 421
            ? new SmtpConnectionLostException($"The server ended the session: {reply}", reply) { Phase = phase }
            : new SmtpProtocolException($"The server sent a reply that nothing asked for: {reply}. From here on replies could not be told apart.") { Phase = phase };
    }
}

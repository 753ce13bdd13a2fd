namespace SmtpTools.Diagnosis;

/// <summary>
/// The test's own session, walked from the connection to QUIT, with each phase's outcome. It never says MAIL. What fails is a phase that
/// failed; only cancelling leaves it by an exception.
/// </summary>
internal sealed class SessionWalk : IDisposable
{
    private readonly SmtpServerTest _test;
    private readonly SmtpSession _session;
    private readonly TranscriptRecorder _transcript;
    private readonly TimeProvider _time;
    private readonly SmtpEndpoint _endpoint;
    private readonly bool _hasCredential;
    private readonly PhaseLog _log;

    public SessionWalk(SmtpEndpoint endpoint, SmtpServerTestOptions options, SmtpServerTest test, TimeProvider time)
    {
        _test = test;
        _time = time;
        _endpoint = endpoint;
        _hasCredential = options.Session.Credential is not null;
        _log = new PhaseLog(test.Security == TlsMode.Tls);
        _transcript = new TranscriptRecorder(time);
        if (options.Listener is { } listener)
        {
            _transcript.Listener = entry => listener(endpoint, entry);
        }

        // Without STARTTLS a session that requires it would end at once; here the lack is noted, and the session walked to its end.
        var sessionOptions = options.SessionFor(endpoint, test.Security == TlsMode.StartTls ? TlsMode.StartTlsWhenAvailable : test.Security);
        sessionOptions.Transcript = _transcript;
        sessionOptions.TimeProvider = time;
        _session = new SmtpSession(sessionOptions);
    }

    private bool IsImplicit => _test.Security == TlsMode.Tls;

    private bool RequiresTls => _test.Security is TlsMode.Tls or TlsMode.StartTls;

    private SmtpPhaseTimes Times => _session.OpeningTimes;

    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            Connect(cancellationToken);
            Secure(cancellationToken);
            PresentClient(cancellationToken);
            Authenticate(cancellationToken);
            Quit(cancellationToken);
        }
        catch (SmtpToolsException exception)
        {
            _test.Failure = exception;
        }

        TakeFacts();
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The address of an endpoint's text, without port and brackets.</summary>
    public static string? AddressOf(string? remote)
    {
        var end = remote?.LastIndexOf(':') ?? -1;
        return end < 0 ? null : remote!.Substring(0, end).Trim('[', ']');
    }

    private void Connect(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        try
        {
            _session.Connect(cancellationToken);
            LogConnected(failed: null);
        }
        catch (SmtpToolsException exception)
        {
            var failed = PhaseOf(exception, underTls: false);
            LogConnected(failed);
            _log.Failed(failed, _time.GetElapsedTime(start) - Earlier(failed), exception.Message);
            throw;
        }
    }

    private void LogConnected(ServerPhase? failed)
    {
        Passed(ServerPhase.Dns, Times.Resolve, failed, () => _session.Attempts.Count == 0 ? "resolved" : string.Join(", ", _session.Attempts.Select(static a => a.Address)));
        Passed(ServerPhase.Connect, Times.Connect, failed, () => _session.RemoteAddress ?? string.Empty);
        if (IsImplicit && _session.Tls is not null)
        {
            LogHandshake();
        }

        Passed(ServerPhase.Greeting, Times.Greeting, failed, () => _session.Greeting!.ToString());
        if (_session.UsedHelo)
        {
            _log.Warned(ServerPhase.Hello, Times.Hello, "EHLO was refused and HELO taken: the server offers no extensions.");
        }
        else
        {
            Passed(ServerPhase.Hello, Times.Hello, failed, () => Offer(_session.Extensions));
        }
    }

    private void Secure(CancellationToken cancellationToken)
    {
        if (IsImplicit)
        {
            return;
        }

        if (_test.Security == TlsMode.None)
        {
            _log.SkippedTls("not asked for");
            return;
        }

        var start = _time.GetTimestamp();
        var helloBefore = Times.Hello ?? TimeSpan.Zero;
        try
        {
            if (_session.StartTls(cancellationToken))
            {
                LogHandshake();
                _log.Passed(ServerPhase.StartTls, StartTlsTime(), "220");
                _log.Passed(ServerPhase.HelloAfterTls, Times.Hello - helloBefore, Offer(_session.Extensions));
            }
            else
            {
                LogNoTls(_time.GetElapsedTime(start));
            }
        }
        catch (SmtpToolsException exception)
        {
            LogSecuring(PhaseOf(exception, underTls: true), exception, _time.GetElapsedTime(start), helloBefore);
            throw;
        }
    }

    private void LogNoTls(TimeSpan elapsed)
    {
        var why = _session.Extensions.StartTls ? _session.Notes[_session.Notes.Count - 1] : "The server does not offer STARTTLS.";
        if (RequiresTls)
        {
            _log.Failed(ServerPhase.StartTls, elapsed, why);
        }
        else
        {
            _log.Warned(ServerPhase.StartTls, elapsed, why);
        }

        _log.SkippedTls("no STARTTLS");
    }

    private void LogSecuring(ServerPhase failed, SmtpToolsException exception, TimeSpan elapsed, TimeSpan helloBefore)
    {
        if (_session.Tls is not null)
        {
            LogHandshake();
        }

        if (failed > ServerPhase.StartTls)
        {
            _log.Passed(ServerPhase.StartTls, StartTlsTime(), "220");
        }

        var earlier = failed == ServerPhase.HelloAfterTls ? (Times.Tls ?? TimeSpan.Zero) + (Times.Hello ?? TimeSpan.Zero) - helloBefore : TimeSpan.Zero;
        _log.Failed(failed, elapsed - earlier, exception.Message);
    }

    /// <summary>The time of the STARTTLS command alone; null where the handshake never ended.</summary>
    private TimeSpan? StartTlsTime() => Times.Tls - _session.Tls?.HandshakeTime;

    private void LogHandshake()
    {
        var tls = _session.Tls!;
        _log.Passed(ServerPhase.Tls, tls.HandshakeTime, $"{tls.Protocol} {tls.CipherSuite}");
        var relevant = tls.Faults & ~tls.Ignored;
        if (relevant == CertificateFaults.None)
        {
            var ignored = tls.Ignored == CertificateFaults.None ? string.Empty : $" (passed over as asked: {string.Join(" ", tls.FaultDetails)})";
            _log.Passed(ServerPhase.Certificate, null, Describe(tls.Certificate) + ignored);
        }
        else if (RequiresTls)
        {
            _log.Failed(ServerPhase.Certificate, null, string.Join(" ", tls.FaultDetails));
        }
        else
        {
            _log.Warned(ServerPhase.Certificate, null, string.Join(" ", tls.FaultDetails));
        }
    }

    private void PresentClient(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        try
        {
            _session.PresentClient(cancellationToken);
        }
        catch (SmtpToolsException exception)
        {
            _log.Failed(ServerPhase.Auth, _time.GetElapsedTime(start), exception.Message);
            throw;
        }
    }

    private void Authenticate(CancellationToken cancellationToken)
    {
        if (!_hasCredential)
        {
            _log.Skipped(ServerPhase.Auth, "no credential given");
            return;
        }

        if (RequiresTls && _session.Tls is null)
        {
            _log.Skipped(ServerPhase.Auth, "no TLS, so the credential was kept back");
            return;
        }

        if (RequiresTls && (_session.Tls!.Faults & ~_session.Tls.Ignored) != CertificateFaults.None)
        {
            _log.Skipped(ServerPhase.Auth, "the server's identity is not proved, so the credential was kept back");
            return;
        }

        var start = _time.GetTimestamp();
        try
        {
            _session.Authenticate(cancellationToken);
            _log.Passed(ServerPhase.Auth, Times.Auth, _session.AuthMechanism!);
        }
        catch (SmtpAuthenticationException exception)
        {
            _log.Failed(ServerPhase.Auth, _time.GetElapsedTime(start), exception.Message);
        }
        catch (SmtpToolsException exception)
        {
            _log.Failed(ServerPhase.Auth, _time.GetElapsedTime(start), exception.Message);
            throw;
        }

        _test.IsAuthenticated = _session.IsAuthenticated;
    }

    private void Quit(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var reply = _session.Quit(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var elapsed = _time.GetElapsedTime(start);
        if (reply is null)
        {
            _log.Warned(ServerPhase.Quit, elapsed, "no reply");
        }
        else if (reply.Code == 221)
        {
            _log.Passed(ServerPhase.Quit, elapsed, reply.ToString());
        }
        else
        {
            _log.Warned(ServerPhase.Quit, elapsed, reply.ToString());
        }
    }

    private void TakeFacts()
    {
        var reachedHello = _log.Has(ServerPhase.Hello) && _log.Results.First(static result => result.Phase == ServerPhase.Hello).Status != PhaseStatus.Failed;
        _test.Phases = _log.Results;
        _test.Address = AddressOf(_session.RemoteAddress);
        _test.Attempts = _session.Attempts;
        _test.Greeting = _session.Greeting;
        _test.UsedHelo = _session.UsedHelo;
        _test.ExtensionsBeforeTls = IsImplicit || !reachedHello ? null : _session.ExtensionsBeforeTls ?? _session.Extensions;
        _test.ExtensionsAfterTls = _session.Tls is not null && _session.Extensions != SmtpExtensions.None ? _session.Extensions : null;
        _test.ServerName = (_test.ExtensionsAfterTls ?? _test.ExtensionsBeforeTls)?.ServerName is { Length: > 0 } name ? name : null;
        _test.Tls = _session.Tls;
        _test.AuthAttempts = _session.AuthAttempts.ToArray();
        _test.AnomalousReplies = _session.AnomalousReplies;
        _test.Times = Times;
        _test.Transcript = _transcript.Since(0);
    }

    private void Passed(ServerPhase phase, TimeSpan? time, ServerPhase? failed, Func<string> detail)
    {
        if (time is not null && phase != failed)
        {
            _log.Passed(phase, time, detail());
        }
    }

    /// <summary>The time of the phases before one, as far as they are known.</summary>
    private TimeSpan Earlier(ServerPhase failed)
    {
        var earlier = TimeSpan.Zero;
        foreach (var result in _log.Results)
        {
            if (result.Phase == failed)
            {
                break;
            }

            earlier += result.Time ?? TimeSpan.Zero;
        }

        return earlier;
    }

    private ServerPhase PhaseOf(SmtpToolsException exception, bool underTls) => exception.Phase switch
    {
        SmtpPhase.Resolve => ServerPhase.Dns,
        SmtpPhase.Connect or SmtpPhase.Proxy => ServerPhase.Connect,
        SmtpPhase.Greeting => ServerPhase.Greeting,
        SmtpPhase.Hello => underTls && !IsImplicit ? ServerPhase.HelloAfterTls : ServerPhase.Hello,
        SmtpPhase.StartTls => ServerPhase.StartTls,
        SmtpPhase.Tls => ServerPhase.Tls,
        SmtpPhase.Auth => ServerPhase.Auth,
        _ => _session.Greeting is null ? ServerPhase.Connect : ServerPhase.Hello,
    };

    private static string Offer(SmtpExtensions extensions) => extensions.All.Count == 0 ? "no extensions" : extensions.ToString();

    private static string Describe(CertificateFacts? certificate) => certificate is null
        ? "none"
        : FormattableString.Invariant($"{certificate.Subject}, {certificate.DaysLeft} days left (until {certificate.NotAfter:yyyy-MM-dd})");
}

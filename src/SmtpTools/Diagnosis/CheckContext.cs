using System.Net;
using SmtpTools.Diagnosis.Probes;

namespace SmtpTools.Diagnosis;

/// <summary>What a check works with: what the test's session showed, a way to open more sessions, and the list that it adds to.</summary>
internal sealed class CheckContext(SmtpEndpoint endpoint, SmtpServerTestOptions options, SmtpServerTest test, TimeProvider time, CancellationToken cancellation)
{
    private readonly List<Finding> _findings = [];
    private readonly List<ProbeTrial> _trials = [];
    private readonly SortedSet<string> _incomplete = new(StringComparer.Ordinal);
    private bool _isClosed;

    public SmtpServerTest Test { get; } = test;

    public SmtpServerTestOptions Options { get; } = options;

    public SmtpEndpoint Endpoint { get; } = endpoint;

    public TimeProvider Time { get; } = time;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Who is asked; null where nobody is.</summary>
    public IMailDns? Dns { get; init; } = options.Dns;

    /// <summary>The domain whose exchanger this is; null where the server itself was named.</summary>
    public ExchangerOf? Exchanger { get; init; }

    /// <summary>Whether a session without good TLS is a failure here.</summary>
    public bool RequiresTls => Test.Security is TlsMode.StartTls or TlsMode.Tls;

    /// <summary>The gravest first; those of one severity in the order in which they were found.</summary>
    public IReadOnlyList<Finding> Findings => _findings.OrderByDescending(static finding => finding.Severity).ToArray();

    /// <summary>The checks of which something is missing, since the server turned their sessions away.</summary>
    public IReadOnlyList<string> Incomplete => _incomplete.ToArray();

    /// <summary>The check that is being done.</summary>
    public SmtpCheck? Current { get; set; }

    /// <summary>The server at the very address that the test's session had; behind a proxy only the proxy knows which.</summary>
    public SmtpEndpoint SameEndpoint()
    {
        if (Endpoint.UnixSocketPath is not null || Options.Session.Proxy is not null)
        {
            return Endpoint;
        }

        var same = new SmtpEndpoint(Endpoint.Host, Endpoint.Port);
        if (Test.Address is { } address)
        {
            same.Addresses.Add(IPAddress.Parse(address));
        }

        return same;
    }

    /// <summary>One more session with the very address that the test's session had, opened up to EHLO under TLS where TLS is offered.</summary>
    /// <exception cref="SmtpToolsException">It could not be opened.</exception>
    public SmtpSession OpenSession(TlsMode security, Action<SmtpSessionOptions>? configure = null)
    {
        var session = NewSession(SameEndpoint(), security, configure);
        try
        {
            session.Connect(Cancellation);
            _ = session.StartTls(Cancellation);
            session.PresentClient(Cancellation);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A session that is still to be connected, with an address of the server. It bears no credential.</summary>
    public SmtpSession NewSession(SmtpEndpoint endpoint, TlsMode security, Action<SmtpSessionOptions>? configure = null)
    {
        var sessionOptions = Options.SessionFor(endpoint, security);
        sessionOptions.Credential = null;
        sessionOptions.TimeProvider = Time;

        // The test's own session may still hold its port (RFC 9293 3.6.1).
        sessionOptions.SourcePort = 0;
        configure?.Invoke(sessionOptions);
        return new SmtpSession(sessionOptions);
    }

    /// <summary>Whether the test's session came as far as EHLO, so that further sessions are worth opening.</summary>
    public bool IsServing => Test.ExtensionsBeforeTls is not null || Test.ExtensionsAfterTls is not null;

    /// <summary>The domain that the server may be thought to take mail for.</summary>
    public string HomeDomain => Test.Domain ?? Test.ServerName ?? Endpoint.Host;

    /// <summary>Does something in one more session. A server that ends it or turns it away has told enough.</summary>
    public void InSession(TlsMode security, Action<SmtpSession> use)
    {
        if (!IsServing || IsClosed())
        {
            return;
        }

        try
        {
            using var session = OpenSession(security);
            use(session);
            _ = session.Quit(Cancellation);
        }
        catch (SmtpToolsException exception)
        {
            TurnedAway(exception);
        }
    }

    /// <summary>Whether the server has turned us away: one that limits us is not asked again and again, and what the check misses is noted.</summary>
    public bool IsClosed()
    {
        if (_isClosed)
        {
            _ = _incomplete.Add(Current!.Id);
        }

        return _isClosed;
    }

    /// <summary>The security of a further session that is as good as it can be had.</summary>
    public TlsMode BestSecurity => Test.Security is TlsMode.Tls or TlsMode.None ? Test.Security : TlsMode.StartTlsWhenAvailable;

    /// <summary>Tells once that the server turned a further session away, so that what it would have shown is not known.</summary>
    public void TurnedAway(SmtpToolsException exception)
    {
        if (exception is SmtpReplyException or SmtpConnectException or SmtpConnectionLostException)
        {
            if (_incomplete.Count == 0)
            {
                Report(ReachabilityProbe.SessionTurnedAway, exception.Message);
            }

            _ = _incomplete.Add(Current?.Id ?? string.Empty);
            _isClosed |= exception is SmtpConnectException or SmtpReplyException { Phase: SmtpPhase.Greeting } or SmtpReplyException { Reply.Code: 421 };
        }
    }

    /// <summary>Keeps what was tried and what the server answered.</summary>
    public void Tried(string name, string sent, bool? isAccepted, string answer)
    {
        _trials.Add(new ProbeTrial { Check = Current?.Id ?? string.Empty, Name = name, Sent = sent, IsAccepted = isAccepted, Answer = answer });
        Test.Trials = _trials.ToArray();
    }

    public void Report(FindingKind kind, string evidence) => Report(kind, RequiresTls ? kind.SeverityWhereTlsIsRequired : kind.Severity, evidence);

    /// <summary>Adds a finding that matters more or less here than its kind does by itself.</summary>
    public void Report(FindingKind kind, FindingSeverity severity, string evidence) => _findings.Add(new Finding(kind, severity, Current?.Id ?? string.Empty, evidence));
}

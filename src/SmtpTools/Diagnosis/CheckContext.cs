using System.Net;
using SmtpTools.Diagnosis.Probes;

namespace SmtpTools.Diagnosis;

/// <summary>What a check works with: what the test's session showed, a way to open more sessions, and the list that it adds to.</summary>
internal sealed class CheckContext(SmtpEndpoint endpoint, SmtpServerTestOptions options, SmtpServerTest test, TimeProvider time, CancellationToken cancellation)
{
    private readonly List<Finding> _findings = [];
    private bool _turnedAway;

    public SmtpServerTest Test { get; } = test;

    public SmtpServerTestOptions Options { get; } = options;

    public SmtpEndpoint Endpoint { get; } = endpoint;

    public TimeProvider Time { get; } = time;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether a session without good TLS is a failure here.</summary>
    public bool RequiresTls => Test.Security is TlsMode.StartTls or TlsMode.Tls;

    /// <summary>The gravest first; those of one severity in the order in which they were found.</summary>
    public IReadOnlyList<Finding> Findings => [.. _findings.OrderByDescending(static finding => finding.Severity)];

    /// <summary>The check that is being done.</summary>
    public SmtpCheck? Current { get; set; }

    /// <summary>One more session with the very address that the test's session had, opened up to EHLO under TLS where TLS is offered.</summary>
    /// <exception cref="SmtpToolsException">It could not be opened.</exception>
    public SmtpSession OpenSession(TlsMode security, Action<SmtpSessionOptions>? configure = null)
    {
        var same = new SmtpEndpoint(Endpoint.Host, Endpoint.Port);
        if (Test.Address is { } address)
        {
            same.Addresses.Add(IPAddress.Parse(address));
        }

        var sessionOptions = Options.SessionOptionsFor(same, security);
        sessionOptions.Credential = null;
        sessionOptions.TimeProvider = Time;
        configure?.Invoke(sessionOptions);
        var session = new SmtpSession(sessionOptions);
        try
        {
            session.Connect(Cancellation);
            _ = session.StartTls(Cancellation);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Tells once that the server turned a further session away, so that what it would have shown is not known.</summary>
    public void TurnedAway(SmtpToolsException exception)
    {
        if (exception is SmtpReplyException or SmtpConnectException or SmtpConnectionLostException && !_turnedAway)
        {
            _turnedAway = true;
            Report(ReachabilityProbe.SessionTurnedAway, exception.Message);
        }
    }

    public void Report(FindingKind kind, string evidence) =>
        _findings.Add(new Finding(kind, RequiresTls ? kind.SeverityWhereTlsIsRequired : kind.Severity, Current?.Id ?? string.Empty, evidence));
}

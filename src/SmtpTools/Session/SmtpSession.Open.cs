using SmtpTools.Session;
using SmtpTools.Transport;

namespace SmtpTools;

/// <content>Opening: connect, greeting, TLS, EHLO, AUTH.</content>
public sealed partial class SmtpSession
{
    /// <summary>Opens the session as its options say, up to and including AUTH.</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <exception cref="SmtpToolsException">A step failed; the session is then broken or, where the server said no, ended by QUIT.</exception>
    public void Open(CancellationToken cancellationToken = default)
    {
        Connect(cancellationToken);
        StartTls(cancellationToken);
        PresentClient(cancellationToken);
        Authenticate(cancellationToken);
    }

    /// <summary>Connects, reads the greeting and says EHLO: the first step of <see cref="Open"/>, for those who look at each.</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    public void Connect(CancellationToken cancellationToken = default)
    {
        Greet(cancellationToken);
        Introduce(cancellationToken);
    }

    /// <summary>Connects, under TLS where it is implicit, and reads the greeting.</summary>
    internal void Greet(CancellationToken cancellationToken) => _ = Run(SmtpSessionState.New, () =>
    {
        State = SmtpSessionState.Opening;
        OpenTransport(cancellationToken);
        if (_security == TlsMode.Tls)
        {
            HandshakeTls(isImplicit: true);
        }

        ReadGreeting();
        if (LocalDomain.Length == 0)
        {
            LocalDomain = LocalName.Default(Connection.LocalAddress);
        }

        State = SmtpSessionState.Ready;
        return true;
    }, cancellationToken);

    /// <summary>Says EHLO and takes what is offered.</summary>
    internal void Introduce(CancellationToken cancellationToken) => _ = Run(SmtpSessionState.Ready, () =>
    {
        State = SmtpSessionState.Opening;
        SayHello();
        State = SmtpSessionState.Ready;
        return true;
    }, cancellationToken, continuesOpening: true);

    /// <summary>Does STARTTLS where the options and the server's offer want it: the second step of <see cref="Open"/>.</summary>
    /// <param name="cancellationToken">Ends the session at once.</param>
    /// <returns>Whether the session is under TLS now.</returns>
    public bool StartTls(CancellationToken cancellationToken = default) => Run(SmtpSessionState.Ready, () =>
    {
        if (Connection.IsEncrypted || _security is TlsMode.None or TlsMode.Tls)
        {
            return Connection.IsEncrypted;
        }

        var required = _security == TlsMode.StartTls;
        if (!May(Extensions.StartTls, "STARTTLS"))
        {
            return required
                ? throw new SmtpTlsException($"{Server} does not offer STARTTLS, which is required here. What it offers: {Offered()}.") { Phase = SmtpPhase.StartTls }
                : GoOnWithoutTls("The server does not offer STARTTLS: the session is not encrypted.");
        }

        var start = _options.TimeProvider.GetTimestamp();
        var reply = Command("STARTTLS", SmtpPhase.StartTls, Timeouts.Command);
        if (reply.Code == 421)
        {
            throw new SmtpReplyException($"{Server} ended the session: {reply}", reply) { Phase = SmtpPhase.StartTls, Command = "STARTTLS" };
        }

        if (reply.Code != 220)
        {
            return reply.IsPositive || reply.IsIntermediate
                ? throw new SmtpProtocolException($"{Server} answered STARTTLS with {reply}, which has no meaning there (RFC 3207 4).") { Phase = SmtpPhase.StartTls, Command = "STARTTLS" }
                : required
                ? throw new SmtpTlsException($"{Server} offers STARTTLS and refused it: {reply}", reply: reply) { Phase = SmtpPhase.StartTls, Command = "STARTTLS" }
                : GoOnWithoutTls($"The server offers STARTTLS and refused it ({reply}): the session is not encrypted.");
        }

        State = SmtpSessionState.Opening;
        ExtensionsBeforeTls = Extensions;
        HandshakeTls(isImplicit: false);
        OpeningTimes.Tls = _options.TimeProvider.GetElapsedTime(start);

        // RFC 3207 4.2: what was learnt before is forgotten, and EHLO said again.
        Extensions = SmtpExtensions.None;
        SayHello();
        State = SmtpSessionState.Ready;
        return true;
    }, cancellationToken, continuesOpening: true);

    private bool GoOnWithoutTls(string note)
    {
        Note(note);
        return false;
    }

    private string Offered() => Extensions.All.Count == 0 ? "nothing" : Extensions.ToString();

    private void OpenTransport(CancellationToken cancellationToken)
    {
        var time = _options.TimeProvider;
        var connector = new ServerConnector(_endpoint, _options.Source, _options.Proxy, _options.ProxyProtocol, time);
        try
        {
            _connection = new SmtpConnection(connector.Connect(ConnectTime, cancellationToken), _options.Transcript, time);
        }
        finally
        {
            Attempts = connector.Attempts;
            OpeningTimes.Resolve = connector.ResolveTime;
            OpeningTimes.Connect = connector.ConnectTime;
        }

        RemoteAddress = Attempts[Attempts.Count - 1].Address;
        _connection.Overall = _overall;
        _connection.ObeyTo(cancellationToken);
        _options.Transcript?.Record(TranscriptKind.Connection, Describe());
    }

    private string Describe()
    {
        var way = _endpoint.UnixSocketPath is not null ? string.Empty
            : _options.Proxy is { } proxy ? $" through the proxy {proxy} at {RemoteAddress}"
            : $" at {RemoteAddress}";
        return $"Connected to {_endpoint}{way}{(_options.ProxyProtocol is { } header ? $"; sent {header}" : string.Empty)}";
    }

    private TimeSpan ConnectTime() => _overall is { } overall && overall.Left < Timeouts.Connect
        ? overall.Left > TimeSpan.Zero ? overall.Left : TimeSpan.FromMilliseconds(1)
        : Timeouts.Connect;

    private void HandshakeTls(bool isImplicit)
    {
        var start = _options.TimeProvider.GetTimestamp();
        Tls = Connection.UpgradeToTls(_endpoint.Host, _options.Tls, _security == TlsMode.StartTlsWhenAvailable || _options.Tls.ExamineOnly, isImplicit, Timeouts.Connect);
        if (isImplicit)
        {
            OpeningTimes.Tls = _options.TimeProvider.GetElapsedTime(start);
        }

        if (Tls.Ignored != CertificateFaults.None)
        {
            Note($"Faults of the server's certificate were ignored as asked: {string.Join(" ", Tls.FaultDetails)}");
        }
        else if (!Tls.IsVerified)
        {
            Note($"The session is encrypted, but the server's identity is not proved: {string.Join(" ", Tls.FaultDetails)}");
        }
    }

    private void ReadGreeting()
    {
        var start = _options.TimeProvider.GetTimestamp();
        SmtpReply greeting;
        try
        {
            greeting = Connection.ReadReply(SmtpPhase.Greeting, Timeouts.Greeting);
        }
        catch (SmtpTimeoutException exception) when (!Connection.IsEncrypted)
        {
            throw new SmtpTimeoutException(
                $"{Server} accepted the connection and sent no greeting within {exception.Timeout.TotalSeconds:0.#} s. A server that waits for TLS from the first octet (implicit TLS, port 465) is silent like this; so is one behind a filter that delays greetings.",
                exception.Timeout,
                exception) { Phase = SmtpPhase.Greeting };
        }

        OpeningTimes.Greeting = _options.TimeProvider.GetElapsedTime(start);
        Greeting = greeting;
        if (greeting.Code != 220)
        {
            // RFC 5321 3.1: 554 in place of 220 means no service here; a client that goes on gets 503 at best.
            Refuse($"{Server} refused the session", greeting, SmtpPhase.Greeting);
        }
    }

    private void SayHello()
    {
        var start = _options.TimeProvider.GetTimestamp();
        var verb = _options.IsLmtp ? "LHLO" : "EHLO";
        var reply = Command($"{verb} {LocalDomain}", SmtpPhase.Hello, Timeouts.Command);
        if (reply.Code == 250)
        {
            Extensions = SmtpExtensions.Parse(reply);
        }
        else if (!_options.IsLmtp && !Connection.IsEncrypted && reply.Code is 500 or 501 or 502 or 504 or 550)
        {
            // RFC 5321 3.2: a server without EHLO gets HELO. Other refusals would be refused again.
            FallBackToHelo(reply);
        }
        else
        {
            Refuse($"{Server} refused {verb}", reply, SmtpPhase.Hello);
        }

        OpeningTimes.Hello = (OpeningTimes.Hello ?? TimeSpan.Zero) + _options.TimeProvider.GetElapsedTime(start);
    }

    private void FallBackToHelo(SmtpReply toEhlo)
    {
        var reply = Command($"HELO {LocalDomain}", SmtpPhase.Hello, Timeouts.Command);
        if (reply.Code != 250)
        {
            // The first refusal is the one that tells why.
            Refuse($"{Server} refused EHLO and HELO", reply.IsPermanentFailure ? toEhlo : reply, SmtpPhase.Hello);
        }

        UsedHelo = true;
        Extensions = SmtpExtensions.None;
        Note($"The server refused EHLO ({toEhlo}) and took HELO: it offers no extensions, TLS and AUTH included.");
    }

    /// <summary>Ends opening on any other reply than the one that goes on: refused, the session is of no use, so it is quit.</summary>
    private void Refuse(string what, SmtpReply reply, SmtpPhase phase)
    {
        if (reply.IsPositive || reply.IsIntermediate)
        {
            throw new SmtpProtocolException($"{Server} sent {reply}, which has no meaning in the phase {phase} (RFC 5321 4.3.2).") { Phase = phase };
        }

        if (reply.Code != 421)
        {
            HangUpPolitely();
        }

        throw new SmtpReplyException($"{what}: {reply}", reply) { Phase = phase };
    }

    private void HangUpPolitely()
    {
        try
        {
            _ = Command("QUIT", SmtpPhase.Quit, Timeouts.Quit);
        }
        catch (Exception exception) when (exception is SmtpToolsException or OperationCanceledException)
        {
            // What matters was said before; nothing depends on the farewell.
        }

        Dispose();
    }
}

using SmtpTools.Session;
using SmtpTools.Transport;

namespace SmtpTools.Diagnosis;

/// <summary>
/// A connection with the server under test that is spoken over step by step, for what no session of a client would ever do. It comes from where the
/// test's session came from, and goes to the very address that this one had.
/// </summary>
internal sealed class BareSession : IDisposable
{
    private readonly CheckContext _context;
    private readonly SmtpEndpoint _endpoint;

    private BareSession(CheckContext context)
    {
        _context = context;
        _endpoint = context.SameEndpoint();
        var options = context.Options.Session;
        var socket = new ServerConnector(_endpoint, options.Source with { Port = 0 }, options.Proxy, options.ProxyProtocol, context.Time).Connect(() => Timeouts.Connect, context.Cancellation);
        Connection = new SmtpConnection(socket, null, context.Time);
        Connection.ObeyTo(context.Cancellation);
    }

    public SmtpConnection Connection { get; }

    private SmtpTimeouts Timeouts => _context.Options.Session.Timeouts;

    /// <summary>Connects and says nothing.</summary>
    /// <exception cref="SmtpToolsException">The server can't be connected to.</exception>
    public static BareSession Connect(CheckContext context) => new(context);

    public SmtpReply ReadGreeting() => Connection.ReadReply(SmtpPhase.Greeting, Timeouts.Greeting);

    public SmtpReply SayHello()
    {
        var name = _context.Options.Session.LocalDomain is { } given ? LocalName.Check(given) : LocalName.Default(Connection.LocalAddress);
        return Ask(SmtpPhase.Hello, $"EHLO {name}");
    }

    /// <summary>Sends lines in one write, and reads the reply to the first of them.</summary>
    public SmtpReply Ask(SmtpPhase phase, params string[] lines)
    {
        foreach (var line in lines)
        {
            Connection.Commands.Append(line).EndLine();
        }

        Connection.Flush(phase, Timeouts.Command);
        return Connection.ReadReply(phase, Timeouts.Command);
    }

    /// <summary>Handshakes with whatever certificate the server has.</summary>
    public void UpgradeToTls() => _ = Connection.UpgradeToTls(
        _endpoint.Host, _context.Options.SessionFor(_endpoint, TlsMode.StartTlsWhenAvailable).Tls, isOpportunistic: true, isImplicit: false, Timeouts.Connect);

    /// <summary>Goes on to where a TLS handshake begins: at once with implicit TLS, else behind the reply to STARTTLS.</summary>
    /// <exception cref="SmtpReplyException">The server did not go along.</exception>
    public void GoToHandshake()
    {
        if (_context.Test.Security == TlsMode.Tls)
        {
            return;
        }

        Require(220, ReadGreeting(), SmtpPhase.Greeting);
        Require(250, SayHello(), SmtpPhase.Hello);
        Require(220, Ask(SmtpPhase.StartTls, "STARTTLS"), SmtpPhase.StartTls);
    }

    public void Dispose() => Connection.Dispose();

    private void Require(int code, SmtpReply reply, SmtpPhase phase)
    {
        if (reply.Code != code)
        {
            throw new SmtpReplyException($"{_endpoint.Host} refused a further session: {reply}", reply) { Phase = phase };
        }
    }
}

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Whether the server is there, speaks SMTP, and takes a session from us, and how soon.</summary>
internal sealed class ReachabilityProbe : SmtpCheck
{
    /// <summary>A greeting after this time is late. Filters that hold it back on purpose wait for five or six seconds.</summary>
    public static readonly TimeSpan LateGreeting = TimeSpan.FromSeconds(5);

    public static readonly FindingKind ServerNameNotFound = new(
        "ServerNameNotFound",
        FindingSeverity.Error,
        "The server's name has no address",
        "Nobody can connect to this server by its name; mail for it waits and is returned in the end.",
        "Check the spelling and the A and AAAA records of the name. After a change old answers live on in caches for their TTL.",
        "RFC 5321 5.1");

    public static readonly FindingKind ServerUnreachable = new(
        "ServerUnreachable",
        FindingSeverity.Error,
        "No connection to the server",
        "No address of the server accepted a TCP connection on this port from here. The server may be down, or a firewall or provider on the way may block the port; many networks block outgoing port 25.",
        "Check that the server listens on this port, then the firewalls on the way. What the server's other ports do is told by the check Ports.",
        "RFC 5321 3.1");

    public static readonly FindingKind GreetingMissing = new(
        "GreetingMissing",
        FindingSeverity.Error,
        "The server accepts the connection and says nothing",
        "Senders wait for the greeting and give up. A port that wants TLS from the first octet (465) is silent like this, and so is an overloaded server or a filter on the way.",
        "On port 465 test with implicit TLS (-Security Tls). Elsewhere look at the server's load and at filters before it.",
        "RFC 5321 3.1, 4.5.3.2.1; RFC 8314 3.3");

    public static readonly FindingKind GreetingSlow = new(
        "GreetingSlow",
        FindingSeverity.Warning,
        "The greeting comes late",
        "Impatient senders give up before it. Some filters delay the greeting on purpose, to catch clients that do not wait.",
        "Where no filter does it on purpose, look at slow DNS, ident and block list look-ups in the server's connection stage.",
        "RFC 5321 4.5.3.2.1");

    public static readonly FindingKind ServiceRefused = new(
        "ServiceRefused",
        FindingSeverity.Error,
        "The server turns this client away",
        "The server answered the connection with a refusal. It may do so for all, or for this client's address (a block list, a rate limit), or be on its way down.",
        "The server's words say why. A 4xx may pass by itself; a 5xx needs someone to lift it.",
        "RFC 5321 3.1, 3.8, 4.2.1");

    public static readonly FindingKind NotSmtp = new(
        "NotSmtp",
        FindingSeverity.Error,
        "What answers does not speak SMTP",
        "Another service listens on this port, or something on the way answers in the server's place.",
        "Check the port: 25 between servers, 587 or 465 for submission.",
        "RFC 5321 4.2");

    public static readonly FindingKind ConnectionLost = new(
        "ConnectionLost",
        FindingSeverity.Error,
        "The session ended early",
        "The server, or something on the way, ended the session or fell silent before its end.",
        "The transcript shows the last step. Look into the server's log at that time, and at firewalls that inspect SMTP.",
        "RFC 5321 3.8, 4.1.1.10");

    public static readonly FindingKind SessionTurnedAway = new(
        "SessionTurnedAway",
        FindingSeverity.Information,
        "The server turned further sessions away",
        "The test's first session was taken, and a later one refused or ended: a limit on connections, or a filter that took offence. What that session would have shown is not known.",
        "Test again after a while, with fewer checks, or from an address that the server does not limit.",
        "RFC 5321 3.8, 4.2.1");

    public override string Id => "Reachability";

    public override string Description => "Whether the server is found, takes the connection, and greets in time.";

    public override string Cost => "nothing";

    public override IReadOnlyList<FindingKind> Findings { get; } =
        Array.AsReadOnly<FindingKind>([ServerNameNotFound, ServerUnreachable, GreetingMissing, GreetingSlow, ServiceRefused, NotSmtp, ConnectionLost, SessionTurnedAway]);

    internal override void Run(CheckContext context)
    {
        if (context.Test.Failure is { } failure && KindOf(failure) is { } kind)
        {
            context.Report(kind, failure.Message);
        }

        if (context.Test.Times.Greeting is { } time && time > LateGreeting)
        {
            context.Report(GreetingSlow, FormattableString.Invariant($"The greeting came after {time.TotalSeconds:0.0} s."));
        }
    }

    private static FindingKind? KindOf(SmtpToolsException failure) => failure switch
    {
        SmtpConnectException { Phase: SmtpPhase.Resolve } => ServerNameNotFound,
        SmtpTimeoutException { Phase: SmtpPhase.Resolve } => ServerNameNotFound,
        SmtpConnectException => ServerUnreachable,
        SmtpTimeoutException { Phase: SmtpPhase.Greeting } => GreetingMissing,
        SmtpReplyException { Phase: SmtpPhase.Greeting } => ServiceRefused,
        SmtpReplyException { Reply.Code: 421 } => ServiceRefused,
        SmtpProtocolException { Phase: SmtpPhase.Greeting } => NotSmtp,

        // What went wrong in TLS and in EHLO has findings of its own.
        SmtpTlsException or SmtpReplyException => null,
        SmtpTimeoutException { Phase: SmtpPhase.Tls } => null,
        _ => ConnectionLost,
    };
}

using System.Net;
using System.Net.Sockets;
using SmtpTools.Transport;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Which of a server's usual ports take connections: a server that is down has none, one whose port is blocked has others.</summary>
internal sealed class PortsProbe : SmtpCheck
{
    public const string CheckId = "Ports";

    public static readonly FindingKind OtherPortAnswers = new(
        "OtherPortAnswers",
        FindingSeverity.Information,
        "Another port of the server answers, and this one does not",
        "The server is up. It does not serve this port, or something between here and the server blocks it: many networks let nothing out to port 25. From one place these can't be told apart for certain.",
        "Test from another network. Where the port answers there, the block is near here: ask the network's provider, or send by port 587 with a credential.",
        "RFC 5321 3.1; RFC 6409 3.1; RFC 8314 3");

    public static readonly FindingKind PortBlockedFromHere = new(
        "PortBlockedFromHere",
        FindingSeverity.Warning,
        "No server answers on this port, in whichever network",
        "Servers in unrelated networks are seldom down together. A provider or firewall near this computer that drops the port looks like this.",
        "Ask the provider of this computer's network whether it blocks the port, or test from elsewhere.",
        "RFC 5321 3.1; RFC 5068");

    /// <summary>The most addresses of which one port is tried.</summary>
    private const int MaxAddresses = 4;

    private static readonly int[] s_ports = [SmtpPorts.Relay, SmtpPorts.SubmissionTls, SmtpPorts.Submission];

    /// <summary>A port that is served answers within this time; one that is dropped never does.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public override string Id => CheckId;

    public override string Description => "Which of the ports 25, 465 and 587 take connections: by default only where the tested one does not, to tell a blocked port from a server that is down.";

    public override string Cost => "one connection with each of the ports that are tried";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([OtherPortAnswers, PortBlockedFromHere]);

    internal override void Run(CheckContext context)
    {
        var isUnreachable = context.Test.Failure is SmtpConnectException { Phase: SmtpPhase.Connect };
        if (context.Endpoint.UnixSocketPath is not null || context.Options.Session.Proxy is not null || (!isUnreachable && !context.Options.AreChecksNamed))
        {
            return;
        }

        var addresses = context.Test.Attempts.Select(static attempt => IPAddress.Parse(SessionWalk.AddressOf(attempt.Address)!)).Distinct().Take(MaxAddresses).ToList();
        if (addresses.Count == 0)
        {
            return;
        }

        var ports = s_ports.Where(port => port != context.Test.Port).ToList();
        var found = new ServerPortFacts[ports.Count];
        SideBySide.Run(ports.Count, ports.Count, i => found[i] = Try(context, addresses, ports[i]), context.Cancellation);
        context.Test.Ports = Array.AsReadOnly(found);
        Judge(context);
    }

    internal static void Judge(CheckContext context)
    {
        var open = context.Test.Ports.Where(static port => port.Outcome == ConnectOutcome.Connected).ToList();
        if (open.Count > 0 && context.Test.FailedPhase == ServerPhase.Connect)
        {
            context.Report(OtherPortAnswers, $"Port {context.Test.Port}: {string.Join("; ", context.Test.Attempts)}. But {string.Join("; ", open)}.");
        }
    }

    private static ServerPortFacts Try(CheckContext context, List<IPAddress> addresses, int port)
    {
        var endpoint = new SmtpEndpoint(context.Endpoint.Host, port);
        var connect = context.Options.Session.Timeouts.Connect;
        var patience = connect < s_patience ? connect : s_patience;
        var start = context.Time.GetTimestamp();
        try
        {
            using var socket = new TcpConnector(context.Options.Session.Source with { Port = 0 }, context.Time)
                .Connect(endpoint, [.. addresses.Select(address => new IPEndPoint(address, port))], patience, out var attempts, context.Cancellation);
            var address = ((IPEndPoint)socket.RemoteEndPoint!).Address.ToString();
            return new ServerPortFacts(port, ConnectOutcome.Connected, address, context.Time.GetElapsedTime(start), port == SmtpPorts.SubmissionTls ? null : GreetingOf(socket, context, patience));
        }
        catch (SmtpConnectException exception)
        {
            var last = exception.Attempts[exception.Attempts.Count - 1];
            return new ServerPortFacts(port, last.Outcome, SessionWalk.AddressOf(last.Address)!, context.Time.GetElapsedTime(start), null);
        }
    }

    private static string? GreetingOf(Socket socket, CheckContext context, TimeSpan patience)
    {
        try
        {
            using var connection = new SmtpConnection(socket, null, context.Time);
            connection.ObeyTo(context.Cancellation);
            return connection.ReadReply(SmtpPhase.Greeting, patience).ToString();
        }
        catch (SmtpToolsException)
        {
            // That the port takes connections is what was asked.
            return null;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using SmtpTools.Transport;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Each address of the server by itself. A sender takes whichever it likes, so that all must answer, and alike.</summary>
internal sealed class AddressesProbe : SmtpCheck
{
    public static readonly FindingKind AddressUnreachable = new(
        "AddressUnreachable",
        FindingSeverity.Warning,
        "One of the server's addresses does not answer",
        "Senders that try this address first lose time, and those that try no other cannot deliver.",
        "Have the server listen on every address that DNS gives for it, or take the address out of DNS.",
        "RFC 5321 5.1; RFC 8305");

    public static readonly FindingKind AddressNotServing = new(
        "AddressNotServing",
        FindingSeverity.Warning,
        "One of the server's addresses takes the connection and gives no session",
        "The other addresses work. Senders that choose this one deliver late or not at all.",
        "The evidence has what the server said. Look at the host that stands behind this address.",
        "RFC 5321 3.1");

    public static readonly FindingKind AddressNotTested = new(
        "AddressNotTested",
        FindingSeverity.Information,
        "One of the server's addresses can't be reached from this computer",
        "This computer has no route to the address, as where it has no IPv6. That says nothing about the server.",
        "Test from a computer that has the address family.",
        "RFC 8305");

    public static readonly FindingKind AddressesDiffer = new(
        "AddressesDiffer",
        FindingSeverity.Warning,
        "The hosts behind the server's name differ",
        "What senders meet depends on the address that they happen to choose. A node that was forgotten in an update, or a certificate that was renewed on one host alone, shows like this.",
        "Give all hosts behind the name the same configuration, and certificates for the name. Test each address by itself, and see by Compare-SmtpServer in what they differ.",
        "RFC 5321 5.1");

    /// <summary>The most addresses that are asked at a time.</summary>
    private const int MaxSideBySide = 8;

    /// <summary>An address that takes longer to connect serves nobody, and is not waited for longer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public override string Id => "Addresses";

    public override string Description => "Each address of the server by itself, up to TLS: whether all answer, and alike.";

    public override string Cost => "one session, without mail, with each further address";

    public override IReadOnlyList<FindingKind> Findings { get; } = Array.AsReadOnly<FindingKind>([AddressUnreachable, AddressNotServing, AddressNotTested, AddressesDiffer]);

    internal override void Run(CheckContext context)
    {
        // Behind a proxy only the proxy knows the addresses.
        if (context.Endpoint.UnixSocketPath is not null || context.Options.Session.Proxy is not null || context.Test.Address is not { } own)
        {
            return;
        }

        IReadOnlyList<IPEndPoint> all;
        try
        {
            all = new TcpConnector(context.Options.Session.Source, context.Time).Resolve(context.Endpoint, context.Options.Session.Timeouts.Connect, context.Cancellation);
        }
        catch (SmtpToolsException)
        {
            // The test's own session found an address, so that one is known.
            all = [new IPEndPoint(IPAddress.Parse(own), context.Test.Port)];
        }

        var facts = new ServerAddressFacts[all.Count];
        SideBySide.Run(all.Count, MaxSideBySide, i => facts[i] = all[i].Address.ToString() == own ? OfTest(context.Test) : Ask(context, all[i].Address), context.Cancellation);

        // An array has a member Address of its own, which would hide those of its items from PowerShell.
        context.Test.Addresses = Array.AsReadOnly(facts);
        Judge(context);
    }

    internal static void Judge(CheckContext context)
    {
        // Where none gives a session, it is the server as a whole, of which other checks tell.
        var served = context.Test.Addresses.Where(static facts => facts.Error is null).ToList();
        if (served.Count == 0)
        {
            return;
        }

        foreach (var facts in context.Test.Addresses.Where(static facts => facts.Error is not null))
        {
            var kind = !facts.HasRoute ? AddressNotTested : facts.Outcome == ConnectOutcome.Connected ? AddressNotServing : AddressUnreachable;
            context.Report(kind, facts.ToString());
        }

        List<string> different = [];
        var weighs = false;
        Compare("STARTTLS", true, static facts => facts.StartTlsOffered is { } offered ? offered ? "offered" : "not offered" : null);
        Compare("certificate's chain", true, static facts => facts.IsCertificateTrusted is { } trusted ? trusted ? "holds" : "does not hold" : null);
        Compare("certificate's name", true, static facts => facts.IsCertificateNameMatched is { } matched ? matched ? "fits" : "does not fit" : null);
        Compare("TLS version", false, static facts => facts.TlsProtocol);
        Compare("certificate", false, static facts => facts.CertificateFingerprint?.Substring(0, Math.Min(16, facts.CertificateFingerprint.Length)));
        Compare("extensions", false, static facts => facts.Extensions is { } offer ? string.Join(" ", offer.All.Select(static extension => extension.ToString()).OrderBy(static text => text, StringComparer.Ordinal)) : null);
        if (different.Count > 0)
        {
            context.Report(AddressesDiffer, weighs ? FindingSeverity.Warning : FindingSeverity.Information, string.Join(" ", different));
        }

        void Compare(string what, bool isGrave, Func<ServerAddressFacts, string?> valueOf)
        {
            var groups = served.GroupBy(facts => valueOf(facts) ?? "none").ToList();
            if (groups.Count > 1)
            {
                weighs |= isGrave;
                different.Add($"{what}: {string.Join("; ", groups.Select(static group => $"{group.Key} at {string.Join(", ", group.Select(static facts => facts.Address))}"))}.");
            }
        }
    }

    private static ServerAddressFacts OfTest(SmtpServerTest test) => new()
    {
        Address = test.Address!,
        Family = IPAddress.Parse(test.Address!).AddressFamily,
        Outcome = ConnectOutcome.Connected,
        Error = test.Failure?.Message,
        Times = test.Times,
        Greeting = test.Greeting,
        ServerName = test.ServerName,
        StartTlsOffered = test.StartTlsOffered,
        Extensions = test.ExtensionsAfterTls ?? test.ExtensionsBeforeTls,
        TlsProtocol = test.Tls?.Protocol,
        CertificateFingerprint = test.Certificate?.Fingerprint,
        IsCertificateTrusted = test.IsCertificateTrusted,
        IsCertificateNameMatched = test.IsCertificateNameMatched,
    };

    private static ServerAddressFacts Ask(CheckContext context, IPAddress address)
    {
        var endpoint = new SmtpEndpoint(context.Endpoint.Host, context.Endpoint.Port);
        endpoint.Addresses.Add(address);
        using var session = context.NewSession(endpoint, context.BestSecurity, static options =>
        {
            if (options.Timeouts.Connect > s_patience)
            {
                options.Timeouts = options.Timeouts with { Connect = s_patience };
            }
        });
        string? error = null;
        bool? startTls = null;
        var outcome = ConnectOutcome.Connected;
        try
        {
            session.Connect(context.Cancellation);
            startTls = context.BestSecurity == TlsMode.Tls ? null : session.Extensions.StartTls;
            _ = session.StartTls(context.Cancellation);
            _ = session.Quit(context.Cancellation);
        }
        catch (SmtpToolsException exception)
        {
            var attempt = exception is SmtpConnectException { Attempts: { Count: > 0 } attempts } ? attempts[attempts.Count - 1] : null;
            error = attempt?.Error ?? exception.Message;
            outcome = attempt?.Outcome ?? ConnectOutcome.Connected;
        }

        var offer = session.Extensions != SmtpExtensions.None ? session.Extensions : null;
        return new ServerAddressFacts
        {
            Address = address.ToString(),
            Family = address.AddressFamily,
            Outcome = outcome,
            Error = error,
            HasRoute = outcome == ConnectOutcome.Connected || HasRoute(address),
            Times = session.OpeningTimes,
            Greeting = session.Greeting,
            ServerName = offer?.ServerName,
            StartTlsOffered = startTls,
            Extensions = offer,
            TlsProtocol = session.Tls?.Protocol,
            CertificateFingerprint = session.Tls?.Certificate?.Fingerprint,
            IsCertificateTrusted = session.Tls?.IsChainTrusted,
            IsCertificateNameMatched = session.Tls?.IsNameMatched,
        };
    }

    /// <summary>Whether this computer knows a way to an address. Connecting a datagram socket asks the routing table and sends nothing.</summary>
    private static bool HasRoute(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(address, SmtpPorts.Relay));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

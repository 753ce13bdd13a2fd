using SmtpTools.TlsHello;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Which TLS versions the server accepts, each tried by itself.</summary>
internal sealed class TlsVersionsProbe : SmtpCheck
{
    public static readonly FindingKind TlsVersionObsolete = new(
        "TlsVersionObsolete",
        FindingSeverity.Warning,
        "Obsolete TLS versions are accepted",
        "TLS 1.0 and 1.1 must not be used any more. Between mail servers they are better than plaintext; for users' programs there is no reason left.",
        "Allow TLS 1.2 and 1.3 only.",
        "RFC 8996; RFC 9325 3.1.1");

    public static readonly FindingKind TlsOnlyObsolete = new(
        "TlsOnlyObsolete",
        FindingSeverity.Error,
        "Only obsolete TLS versions are accepted",
        "Current clients refuse TLS 1.0 and 1.1, so that no protected session with them comes about.",
        "Bring the server up to date and switch TLS 1.2 and 1.3 on.",
        "RFC 8996; RFC 9325 3.1.1");

    public static readonly FindingKind Tls13Missing = new(
        "Tls13Missing",
        FindingSeverity.Information,
        "TLS 1.3 is not accepted",
        "TLS 1.2 with a good cipher suite is safe; TLS 1.3 saves a round trip and hides the certificate.",
        "Nothing has to be done; a current TLS library brings it.",
        "RFC 8446; RFC 9325 3.1.1");

    public static readonly FindingKind ForwardSecrecyMissing = new(
        "ForwardSecrecyMissing",
        FindingSeverity.Warning,
        "A session without forward secrecy",
        "The cipher suite that the server chose makes its key with the certificate's: who gets that key later can read every session that was recorded.",
        "Prefer ECDHE suites; switch off those that begin with TLS_RSA_WITH.",
        "RFC 9325 4.1");

    public static readonly FindingKind Ssl3Accepted = new(
        "Ssl3Accepted",
        FindingSeverity.Warning,
        "SSL 3.0 is accepted",
        "Its encryption is broken: who is between can make clients fall back to it, and read what they send.",
        "Switch SSL 3.0 off.",
        "RFC 7568; CVE-2014-3566")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind TlsCompression = new(
        "TlsCompression",
        FindingSeverity.Warning,
        "TLS compresses",
        "The length of what was compressed tells of its content: passwords have been read by it.",
        "Switch compression off in the TLS library or the server.",
        "RFC 9325 3.3; CVE-2012-4929");

    public static readonly FindingKind RenegotiationInsecure = new(
        "RenegotiationInsecure",
        FindingSeverity.Warning,
        "Secure renegotiation is not known",
        "Someone between can put commands of his own before those of a client, and the server takes them for the client's.",
        "Bring the server's TLS library up to date.",
        "RFC 5746; RFC 9325 3.5; CVE-2009-3555");

    private const string NoCommonSuite = "handshake_failure";

    private static readonly TlsVersion[] s_versions = [TlsVersion.Ssl30, TlsVersion.Tls10, TlsVersion.Tls11, TlsVersion.Tls12, TlsVersion.Tls13];

    public override string Id => "TlsVersions";

    public override string Description => "Which TLS versions the server accepts, SSL 3.0 to TLS 1.3, each asked for by itself; forward secrecy, compression, renegotiation.";

    public override string Cost => "four or five connections up to the server's first TLS message; its log shows handshakes that were given up";

    public override IReadOnlyList<FindingKind> Findings { get; } =
        Array.AsReadOnly<FindingKind>([Ssl3Accepted, TlsVersionObsolete, TlsOnlyObsolete, Tls13Missing, ForwardSecrecyMissing, TlsCompression, RenegotiationInsecure]);

    internal override void Run(CheckContext context)
    {
        if (!IsTlsOffered(context.Test))
        {
            return;
        }

        var exchange = new HelloExchange(context);
        var versions = new List<TlsVersionFacts>();
        foreach (var version in s_versions)
        {
            versions.Add(Known(context, version) ?? Try(context, exchange, version));
        }

        context.Test.TlsVersions = versions;
        Judge(context, versions);
    }

    /// <summary>Whether the server can be asked for TLS at all.</summary>
    public static bool IsTlsOffered(SmtpServerTest test) => test.Security switch
    {
        TlsMode.None => false,
        TlsMode.Tls => test.Address is not null,
        _ => test.StartTlsOffered == true,
    };

    /// <summary>The test's own session need not be made again where it was TLS 1.3, which shows nothing more in plaintext.</summary>
    private static TlsVersionFacts? Known(CheckContext context, TlsVersion version) =>
        version == TlsVersion.Tls13 && context.Test.Tls is { } tls && tls.Protocol == TlsRegistry.NameOf(version)
            ? new TlsVersionFacts(tls.Protocol, true, tls.CipherSuite, null)
            : null;

    private static TlsVersionFacts Try(CheckContext context, HelloExchange exchange, TlsVersion version)
    {
        var name = TlsRegistry.NameOf(version);
        if (context.IsClosed())
        {
            return new TlsVersionFacts(name, null, null, "The server turned us away before.");
        }

        try
        {
            var suites = CipherSuites.For(version);
            var flight = exchange.Ask(version, suites);
            if (flight.Alert == NoCommonSuite && suites.Count > ClientHello.MaxSuites)
            {
                // The version is known, and none of the good suites is.
                flight = exchange.Ask(version, suites.Skip(ClientHello.MaxSuites));
            }

            return HelloExchange.IsAgreed(flight, version, suites) ? Accepted(name, version, flight)
                : new TlsVersionFacts(name, false, null, flight.IsAgreed ? $"The server chose {TlsRegistry.NameOf(flight.Version!.Value)}." : $"The server refused: {flight}");
        }
        catch (SmtpToolsException exception)
        {
            context.TurnedAway(exception);
            return new TlsVersionFacts(name, null, null, exception.Message);
        }
    }

    private static TlsVersionFacts Accepted(string name, TlsVersion version, ServerFlight flight)
    {
        var facts = new TlsVersionFacts(name, true, CipherSuites.Of(flight.Suite!.Value).Name, null);
        return version == TlsVersion.Tls13 ? facts : facts with
        {
            SecureRenegotiation = flight.HasSecureRenegotiation,
            Compression = flight.IsCompressed,
            ExtendedMasterSecret = flight.HasExtendedMasterSecret,
            SessionTickets = flight.OffersTicket,
            SessionIds = flight.HasSessionId,
        };
    }

    private static void Judge(CheckContext context, List<TlsVersionFacts> versions)
    {
        var accepted = versions.Where(static version => version.IsAccepted == true).ToList();
        var obsolete = accepted.Where(static version => version.Protocol is "SSL 3.0" or "TLS 1.0" or "TLS 1.1").ToList();
        if (obsolete.Count > 0 && obsolete.Count == accepted.Count && versions.Exists(static version => version is { Protocol: "TLS 1.2", IsAccepted: false }))
        {
            context.Report(TlsOnlyObsolete, $"Accepted: {string.Join(", ", obsolete)}.");
        }
        else if (obsolete.Where(static version => version.Protocol != "SSL 3.0").ToList() is { Count: > 0 } old)
        {
            context.Report(TlsVersionObsolete, $"Accepted: {string.Join(", ", old)}.");
        }

        if (accepted.Count > obsolete.Count && versions.Exists(static version => version is { Protocol: "TLS 1.3", IsAccepted: false }))
        {
            context.Report(Tls13Missing, $"Accepted: {string.Join(", ", accepted.Select(static version => version.Protocol))}.");
        }

        if (versions.Find(static version => version is { Protocol: "SSL 3.0", IsAccepted: true }) is { } ssl)
        {
            context.Report(Ssl3Accepted, ssl.ToString());
        }

        Report(TlsCompression, static version => version.Compression == true);
        Report(RenegotiationInsecure, static version => version.SecureRenegotiation == false);
        foreach (var version in accepted.Where(static version => version.CipherSuite!.StartsWith("TLS_RSA_WITH", StringComparison.Ordinal)))
        {
            context.Report(ForwardSecrecyMissing, version.ToString());
        }

        void Report(FindingKind kind, Func<TlsVersionFacts, bool> isFound)
        {
            if (accepted.Where(isFound).Select(static version => version.Protocol).ToList() is { Count: > 0 } found)
            {
                context.Report(kind, $"With {string.Join(", ", found)}.");
            }
        }
    }
}

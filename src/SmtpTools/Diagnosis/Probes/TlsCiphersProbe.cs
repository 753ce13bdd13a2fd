using System.Globalization;
using SmtpTools.TlsHello;

namespace SmtpTools.Diagnosis.Probes;

/// <summary>Which cipher suites and key exchange groups the server agrees to, in its own order, in each TLS version.</summary>
internal sealed class TlsCiphersProbe : SmtpCheck
{
    public static readonly FindingKind CipherSuiteBroken = new(
        "CipherSuiteBroken",
        FindingSeverity.Warning,
        "Broken cipher suites are offered",
        "Suites that do not encrypt, those of the export rules, RC4, DES and RC2 protect nothing against who wants to read. Clients that know better ones are not safe either where someone between can make them choose.",
        "Switch them off (with OpenSSL's names: !eNULL:!EXPORT:!RC4:!DES:!RC2).",
        "RFC 9325 4.1; RFC 7465; CVE-2015-0204; CVE-2015-4000")
    { SeverityWhereTlsIsRequired = FindingSeverity.Error };

    public static readonly FindingKind CipherSuiteSmallBlocks = new(
        "CipherSuiteSmallBlocks",
        FindingSeverity.Warning,
        "Cipher suites with blocks of 64 bits are offered",
        "With 3DES or IDEA, long sessions tell of their content.",
        "Switch them off (with OpenSSL's names: !3DES:!IDEA).",
        "RFC 9325 4.1; CVE-2016-2183");

    public static readonly FindingKind CipherSuiteAnonymous = new(
        "CipherSuiteAnonymous",
        FindingSeverity.Information,
        "Cipher suites without a certificate are offered",
        "Between mail servers that check no certificate they are no worse than others; a client that uses one talks to anybody.",
        "On ports for users switch them off (with OpenSSL's names: !aNULL; in Postfix smtpd_tls_exclude_ciphers = aNULL).",
        "RFC 9325 4.1; RFC 7672 8.2")
    { SeverityWhereTlsIsRequired = FindingSeverity.Warning };

    public static readonly FindingKind AeadMissing = new(
        "AeadMissing",
        FindingSeverity.Warning,
        "TLS 1.2 without authenticated encryption",
        "The server knows only suites in CBC mode or older, in which errors of TLS libraries have again and again let others read.",
        "Offer suites with GCM or ChaCha20-Poly1305.",
        "RFC 9325 4.2");

    public static readonly FindingKind ForwardSecrecyNotRequired = new(
        "ForwardSecrecyNotRequired",
        FindingSeverity.Information,
        "Suites without forward secrecy are offered too",
        "Clients that ask for nothing better get sessions which can be read later by who gets the certificate's key.",
        "Where old clients are not needed, switch off those that begin with TLS_RSA_WITH.",
        "RFC 9325 4.1");

    public static readonly FindingKind CipherOrderOfClient = new(
        "CipherOrderOfClient",
        FindingSeverity.Information,
        "The client's order of cipher suites counts",
        "The server takes what the client prefers. With good suites alone that is as it should be; with weak ones among them, a bad client gets a bad one.",
        "Have the server prefer its own order where it offers weak suites (tls_preempt_cipherlist, tls_require_ciphers, ssl_prefer_server_ciphers).",
        "RFC 9325 4.2.1");

    public static readonly FindingKind DiffieHellmanWeak = new(
        "DiffieHellmanWeak",
        FindingSeverity.Warning,
        "Diffie-Hellman with too small a field",
        "Fields of less than 2048 bits can be broken, those in common use at once for all who use them.",
        "Give the server parameters of 2048 bits or more, or switch DHE off where ECDHE is there.",
        "RFC 9325 4.3; CVE-2015-4000");

    private const int LeastFiniteFieldBits = 2048;

    /// <summary>Most suites that a finding names; the facts have them all.</summary>
    private const int MaxNamed = 6;

    private static readonly TlsVersion[] s_versions = [TlsVersion.Tls13, TlsVersion.Tls12, TlsVersion.Tls11, TlsVersion.Tls10, TlsVersion.Ssl30];

    public override string Id => "TlsCiphers";

    public override string Description => "Which cipher suites the server agrees to in each TLS version, in its order of preference, and which groups of key exchange. Suites with a secret in common (PSK, SRP, Kerberos) are not asked for.";

    public override string Cost => "a connection up to the server's first TLS message for each suite and group, often 40 to 80; its log shows handshakes that were given up";

    public override bool IsDefault => false;

    public override IReadOnlyList<FindingKind> Findings { get; } =
        Array.AsReadOnly<FindingKind>([CipherSuiteBroken, CipherSuiteSmallBlocks, CipherSuiteAnonymous, AeadMissing, ForwardSecrecyNotRequired, CipherOrderOfClient, DiffieHellmanWeak]);

    internal override void Run(CheckContext context)
    {
        if (!TlsVersionsProbe.IsTlsOffered(context.Test) || context.IsClosed())
        {
            return;
        }

        var exchange = new HelloExchange(context);
        var surveys = s_versions.Where(version => MayBeAccepted(context.Test, version)).Select(version => (Version: version, Survey: new CipherSurvey(exchange, version))).ToList();
        try
        {
            foreach (var (_, survey) in surveys)
            {
                survey.Run();
            }

            context.Test.TlsGroups = FindGroups(exchange, surveys);
        }
        catch (SmtpToolsException exception)
        {
            context.TurnedAway(exception);
        }

        context.Test.TlsCipherSuites = surveys.SelectMany(static survey => survey.Survey.Found.Select((found, i) => FactsOf(survey.Version, i + 1, found.Suite, found.Flight))).ToArray();
        context.Test.TlsCipherOrder = surveys.Select(static survey => survey.Survey.HasServerOrder).Where(static order => order is not null).ToList() is { Count: > 0 } orders
            ? orders.TrueForAll(static order => order == true)
            : null;
        Judge(context, surveys);
    }

    /// <summary>What the check of versions found not to be accepted need not be asked for again.</summary>
    private static bool MayBeAccepted(SmtpServerTest test, TlsVersion version) =>
        !test.TlsVersions.Any(known => known.Protocol == TlsRegistry.NameOf(version) && known.IsAccepted == false);

    /// <summary>The groups of the newest version in which keys are agreed by one, in the server's order.</summary>
    private static List<string> FindGroups(HelloExchange exchange, List<(TlsVersion Version, CipherSurvey Survey)> surveys)
    {
        var groups = new List<string>();
        foreach (var (version, survey) in surveys)
        {
            var suites = survey.Found.Select(static found => found.Suite).Where(static suite => suite.IsTls13 || suite.KeyExchange == "ECDHE").ToList();
            var rest = TlsRegistry.GroupsFor(version).ToList();
            while (suites.Count > 0 && rest.Count > 0 && !exchange.IsUsedUp)
            {
                var flight = exchange.Ask(version, suites, rest);
                if (!HelloExchange.IsAgreed(flight, version, suites) || flight.Group is not { } group || !rest.Remove(group))
                {
                    break;
                }

                groups.Add(TlsRegistry.NameOfGroup(group));
            }

            if (groups.Count > 0)
            {
                break;
            }
        }

        return groups;
    }

    private static TlsCipherSuiteFacts FactsOf(TlsVersion version, int rank, CipherSuite suite, ServerFlight flight)
    {
        var exchange = flight.Group is { } group ? $"{(suite.IsTls13 && !TlsRegistry.IsFiniteField(group) ? "ECDHE" : suite.KeyExchange)} {TlsRegistry.NameOfGroup(group)}"
            : flight.KeyExchangeBits is { } bits ? FormattableString.Invariant($"{suite.KeyExchange} {bits} bits")
            : suite.KeyExchange;
        return new TlsCipherSuiteFacts(TlsRegistry.NameOf(version), rank, suite.Name, $"0x{suite.Code:X4}", exchange, suite.IsForwardSecret, WeaknessOf(suite, flight));
    }

    /// <summary>In few words: they stand in a table of 80 columns beside names of 45.</summary>
    private static string? WeaknessOf(CipherSuite suite, ServerFlight flight) =>
        suite.EncryptsNothing ? "no encryption"
        : suite.IsExport ? "export key"
        : suite.IsRc4 ? "RC4"
        : suite.IsDes ? "short key"
        : suite.IsAnonymous ? "no certificate"
        : suite.HasSmallBlocks ? "64-bit blocks"
        : IsWeakField(suite, flight) ? string.Format(CultureInfo.InvariantCulture, "{0}-bit field", flight.KeyExchangeBits)
        : !suite.IsForwardSecret ? "static key"
        : null;

    private static bool IsWeakField(CipherSuite suite, ServerFlight flight) => suite.KeyExchange is "DHE" or "DH" && flight.KeyExchangeBits < LeastFiniteFieldBits;

    private static void Judge(CheckContext context, List<(TlsVersion Version, CipherSurvey Survey)> surveys)
    {
        var found = surveys.SelectMany(static survey => survey.Survey.Found).ToList();
        Report(CipherSuiteBroken, static suite => suite.EncryptsNothing || suite.IsExport || suite.IsRc4 || suite.IsDes);
        Report(CipherSuiteSmallBlocks, static suite => suite.HasSmallBlocks);
        Report(CipherSuiteAnonymous, static suite => suite.IsAnonymous);
        Report(ForwardSecrecyNotRequired, static suite => !suite.IsForwardSecret);
        if (surveys.Find(static survey => survey.Version == TlsVersion.Tls12).Survey is { Found.Count: > 0 } newest
            && !newest.Found.Any(static item => item.Suite.IsAead))
        {
            context.Report(AeadMissing, $"{newest.Found.Count} suites, the first of them {newest.Found[0].Suite}.");
        }

        // Where all that is offered is good, a client may choose by what its hardware does best.
        if (context.Test.TlsCipherOrder == false && found.Exists(static item => WeaknessOf(item.Suite, item.Flight) is not null))
        {
            var pair = surveys.First(static survey => survey.Survey.HasServerOrder == false).Survey.Found;
            context.Report(CipherOrderOfClient, $"The server chose {pair[0].Suite} or {pair[pair.Count - 1].Suite}, whichever stood first.");
        }

        if (found.Where(static item => IsWeakField(item.Suite, item.Flight)).Select(static item => item.Flight.KeyExchangeBits!.Value).ToList() is { Count: > 0 } weak)
        {
            context.Report(DiffieHellmanWeak, FormattableString.Invariant($"{weak.Min()} bits."));
        }

        void Report(FindingKind kind, Func<CipherSuite, bool> isFound)
        {
            if (found.Select(static item => item.Suite).Where(isFound).Select(static suite => suite.Name).Distinct().ToList() is { Count: > 0 } names)
            {
                var more = names.Count > MaxNamed ? FormattableString.Invariant($" and {names.Count - MaxNamed} more") : string.Empty;
                context.Report(kind, $"{string.Join(", ", names.Take(MaxNamed))}{more}.");
            }
        }
    }
}

namespace SmtpTools;

/// <summary>What the test of one server showed: a verdict, the phases of one session, and all facts that it brought to light.</summary>
public sealed class SmtpServerTest
{
    internal SmtpServerTest()
    {
    }

    /// <summary>The server's name or address. Empty where a domain has no server that could be tested.</summary>
    public string Server { get; internal set; } = string.Empty;

    /// <summary>The TCP port.</summary>
    public int Port { get; internal set; }

    /// <summary>The domain whose mail exchanger this is; null where the server itself was named.</summary>
    public string? Domain { get; internal set; }

    /// <summary>The mail exchanger's preference; null where the server itself was named.</summary>
    public int? Preference { get; internal set; }

    /// <summary>The address that answered; null where none did.</summary>
    public string? Address { get; internal set; }

    /// <summary>When the test began, in UTC.</summary>
    public DateTimeOffset Started { get; internal set; }

    /// <summary>How long the session and all checks took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Whether no phase failed and no finding is an error.</summary>
    public bool Passed => FailedPhase is null && Findings.All(static finding => finding.Severity != FindingSeverity.Error);

    /// <summary>The verdict in words.</summary>
    public string Verdict
    {
        get
        {
            var errors = Count(FindingSeverity.Error);
            var warnings = Count(FindingSeverity.Warning);
            return FailedPhase is { } phase ? $"{(IsTurnedAway ? "Turned away" : "Failed")} at {phase}"
                : errors > 0 ? $"Failed: {Plural(errors, "error")}"
                : warnings > 0 ? $"Passed with {Plural(warnings, "warning")}"
                : "Passed";
        }
    }

    /// <summary>The first phase that failed; null where none did.</summary>
    public ServerPhase? FailedPhase => Phases.FirstOrDefault(static phase => phase.Status == PhaseStatus.Failed)?.Phase;

    /// <summary>Why the test did not pass, in words; null where it did.</summary>
    public string? Error => Phases.FirstOrDefault(static phase => phase.Status == PhaseStatus.Failed)?.Detail
        ?? Findings.FirstOrDefault(static finding => finding.Severity == FindingSeverity.Error)?.Evidence;

    /// <summary>The phases in the order in which they came.</summary>
    public IReadOnlyList<ServerPhaseResult> Phases { get; internal set; } = [];

    /// <summary>What the checks found, the gravest first.</summary>
    public IReadOnlyList<Finding> Findings { get; internal set; } = [];

    /// <summary>The names of the checks that were done.</summary>
    public IReadOnlyList<string> Checks { get; internal set; } = [];

    /// <summary>The names of the checks of which something is missing, since the server turned their sessions away.</summary>
    public IReadOnlyList<string> IncompleteChecks { get; internal set; } = [];

    /// <summary>Whether the server turned the test's own session away: it answered, and would not talk to this client or not now (RFC 5321 3.1, 3.8).</summary>
    public bool IsTurnedAway => Failure is SmtpReplyException { Phase: SmtpPhase.Greeting } or SmtpReplyException { Reply.Code: 421 };

    /// <summary>What the checks of the server's behaviour tried, each with its answer; empty where none was done.</summary>
    public IReadOnlyList<ProbeTrial> Trials { get; internal set; } = [];

    /// <summary>After how long the server ended a session that said nothing; null where it did not while it was watched, or was not watched.</summary>
    public TimeSpan? IdleTimeout { get; internal set; }

    /// <summary>After how many errors the server ended a session; null where it did not, or that check was not done.</summary>
    public int? ErrorLimit { get; internal set; }

    /// <summary>What came of each address that was tried until one answered.</summary>
    public IReadOnlyList<ConnectAttempt> Attempts { get; internal set; } = [];

    /// <summary>Each address of the server by itself; empty where that check was not done.</summary>
    public IReadOnlyList<ServerAddressFacts> Addresses { get; internal set; } = [];

    /// <summary>The server's other usual ports, in so far as they were tried.</summary>
    public IReadOnlyList<ServerPortFacts> Ports { get; internal set; } = [];

    /// <summary>The names of the address, and whether they lead back to it (RFC 8601 2.7.3); null where that was not asked for.</summary>
    public IprevResult? Iprev { get; internal set; }

    /// <summary>What DNS block lists say of the server's addresses; empty where that check was not done.</summary>
    public IReadOnlyList<DnsBlockListResult> BlockLists { get; internal set; } = [];

    /// <summary>The server's TLSA records against its certificates; null where they were not asked for.</summary>
    public ServerDaneFacts? Dane { get; internal set; }

    /// <summary>The server against its domain's MTA-STS policy; null where no domain was given or the check was not done.</summary>
    public ServerMtaStsFacts? MtaSts { get; internal set; }

    /// <summary>What tells senders how to authenticate this server: DANE goes before MTA-STS (RFC 8461 2).</summary>
    public DeliveryPolicy DeliveryPolicy => Dane is { IsRequired: true } ? DeliveryPolicy.Dane
        : MtaSts is { Mode: MtaStsMode.Enforce } ? DeliveryPolicy.MtaSts
        : DeliveryPolicy.Opportunistic;

    /// <summary>When TLS was to be used: what was asked for, resolved by port and credential.</summary>
    public TlsMode Security { get; internal set; }

    /// <summary>The greeting; null where none came.</summary>
    public SmtpReply? Greeting { get; internal set; }

    /// <summary>The name that the server gives itself in its reply to EHLO; null where it was not reached.</summary>
    public string? ServerName { get; internal set; }

    /// <summary>Whether the server refused EHLO and took HELO.</summary>
    public bool UsedHelo { get; internal set; }

    /// <summary>What the server offers in plaintext; null with implicit TLS, or where EHLO was not reached.</summary>
    public SmtpExtensions? ExtensionsBeforeTls { get; internal set; }

    /// <summary>What the server offers under TLS; null where that was not reached.</summary>
    public SmtpExtensions? ExtensionsAfterTls { get; internal set; }

    /// <summary>Whether STARTTLS is offered in plaintext; null where that is not known.</summary>
    public bool? StartTlsOffered => ExtensionsBeforeTls?.StartTls;

    /// <summary>Whether a TLS handshake was made.</summary>
    public bool IsEncrypted => Tls is not null;

    /// <summary>The TLS session and its certificates; null without a handshake.</summary>
    public TlsFacts? Tls { get; internal set; }

    /// <summary>Each TLS version tried by itself; empty where that check was not done or TLS is not offered.</summary>
    public IReadOnlyList<TlsVersionFacts> TlsVersions { get; internal set; } = [];

    /// <summary>The cipher suites that the server agrees to, the newest version first, in its order; empty where the check TlsCiphers was not done.</summary>
    public IReadOnlyList<TlsCipherSuiteFacts> TlsCipherSuites { get; internal set; } = [];

    /// <summary>
    /// Whether the server chooses cipher suites by an order of its own; false where it takes what the client prefers, null where that is not known or
    /// there is nothing to choose.
    /// </summary>
    public bool? TlsCipherOrder { get; internal set; }

    /// <summary>The groups of key exchange that the server agrees to in its newest version, in its order; empty where the check TlsCiphers was not done.</summary>
    public IReadOnlyList<string> TlsGroups { get; internal set; } = [];

    /// <summary>
    /// Whether one session took up the TLS session of another (RFC 8446 2.2); null where the check TlsResumption was not done, or where this
    /// computer's TLS library did not ask for it or does not show it.
    /// </summary>
    public bool? IsTlsResumed { get; internal set; }

    /// <summary>The certificates for each kind of key, as they are sent; empty where the check TlsCertificates was not done.</summary>
    public IReadOnlyList<ServedCertificate> ServedCertificates { get; internal set; } = [];

    /// <summary>The server's certificate; null where there is none.</summary>
    public CertificateFacts? Certificate => Tls?.Certificate;

    /// <summary>Whether the certificate's chain leads to a trusted root and all of it holds; null without a handshake.</summary>
    public bool? IsCertificateTrusted => Tls?.IsChainTrusted;

    /// <summary>Whether the certificate is for the server's name; null without a handshake.</summary>
    public bool? IsCertificateNameMatched => Tls?.IsNameMatched;

    /// <summary>Whole days until the certificate ends, negative when past; null where there is none.</summary>
    public int? CertificateDaysLeft => Certificate?.DaysLeft;

    /// <summary>The SASL mechanisms offered in plaintext.</summary>
    public IReadOnlyList<string> AuthMechanismsBeforeTls => ExtensionsBeforeTls?.AuthMechanisms ?? [];

    /// <summary>The SASL mechanisms offered under TLS.</summary>
    public IReadOnlyList<string> AuthMechanismsAfterTls => ExtensionsAfterTls?.AuthMechanisms ?? [];

    /// <summary>Whether authentication succeeded; null where it was not asked for or not reached.</summary>
    public bool? IsAuthenticated { get; internal set; }

    /// <summary>The mechanisms that were tried, in order.</summary>
    public IReadOnlyList<AuthAttempt> AuthAttempts { get; internal set; } = [];

    /// <summary>Each offered mechanism tried by itself; empty where the check AuthMechanisms was not done.</summary>
    public IReadOnlyList<AuthMechanismFacts> AuthMechanisms { get; internal set; } = [];

    /// <summary>Replies that were understood and are not as the standard says.</summary>
    public IReadOnlyList<SmtpReply> AnomalousReplies { get; internal set; } = [];

    /// <summary>How long the phases took.</summary>
    public SmtpPhaseTimes Times { get; internal set; } = new();

    /// <summary>The dialogue of the test's session, without secrets.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript { get; internal set; } = [];

    /// <summary>What ended the session early; null where it went to its end.</summary>
    internal SmtpToolsException? Failure { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Server}:{Port}: {Verdict}";

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private int Count(FindingSeverity severity) => Findings.Count(finding => finding.Severity == severity);
}

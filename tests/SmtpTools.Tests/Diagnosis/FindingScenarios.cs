using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using SmtpTools.Diagnosis;
using SmtpTools.Diagnosis.Probes;
using SmtpTools.TestServer;
using SmtpTools.Tests.Dns;
using SmtpTools.Tests.TlsHello;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>For each kind of finding a server, or facts of one, that show it.</summary>
internal static class FindingScenarios
{
    private static readonly string[] s_noOffer = ["250 mx.example.com"];

    public static IReadOnlyDictionary<string, Func<IReadOnlyList<Finding>>> All { get; } = new Dictionary<string, Func<IReadOnlyList<Finding>>>
    {
        ["ServerNameNotFound"] = () => new SmtpServerTester(Options()).Test(new SmtpEndpoint("nowhere.invalid", 25)).Findings,
        ["ServerUnreachable"] = () => new SmtpServerTester(Options()).Test(new SmtpEndpoint("127.0.0.1", ClosedPort())).Findings,
        ["GreetingMissing"] = () => Test(script => script.Stall(), Impatient()).Findings,
        ["GreetingSlow"] = () => Judge("Reachability", new SmtpServerTest { Address = "192.0.2.1", Times = new SmtpPhaseTimes { Greeting = TimeSpan.FromSeconds(6) } }),
        ["ServiceRefused"] = () => Test(script => script.Send("554 5.7.1 Go away").Quit()).Findings,
        ["NotSmtp"] = () => Test(script => script.Send("SSH-2.0-OpenSSH_9.9")).Findings,
        ["ConnectionLost"] = () => Test(script => script.Send(Greeting).ExpectAnyLine().Cut()).Findings,
        ["SessionTurnedAway"] = SessionTurnedAway,

        ["OtherPortAnswers"] = OtherPortAnswers,
        ["PortBlockedFromHere"] = PortBlockedFromHere,
        ["AddressUnreachable"] = () => OfAddresses("127.0.0.2"),
        ["AddressNotServing"] = () => JudgeWith("Addresses", With(new ServerAddressFacts { Address = "192.0.2.1" }, new ServerAddressFacts { Address = "192.0.2.2", Error = "554 Go away" }), AddressesProbe.Judge),
        ["AddressNotTested"] = () => JudgeWith("Addresses", With(new ServerAddressFacts { Address = "192.0.2.1" }, new ServerAddressFacts { Address = "2001:db8::1", Error = "Network is unreachable", Outcome = ConnectOutcome.Unreachable, HasRoute = false }), AddressesProbe.Judge),
        ["AddressesDiffer"] = () => JudgeWith("Addresses", With(new ServerAddressFacts { Address = "192.0.2.1", StartTlsOffered = true }, new ServerAddressFacts { Address = "192.0.2.2", StartTlsOffered = false }), AddressesProbe.Judge),
        ["ReverseNameMissing"] = () => Judge("Names", Named("mx.example.com"), new FakeMailDns().A("mx.example.com", "192.0.2.1")),
        ["ReverseNameNotConfirmed"] = () => Judge("Names", Named("mx.example.com"), new FakeMailDns().Ptr("192.0.2.1", "other.example.com").A("mx.example.com", "192.0.2.1")),
        ["ServerNameNotConfirmed"] = () => Judge("Names", Named("mx.example.com"), new FakeMailDns().A("mx.example.com", "192.0.2.9")),
        ["DaneMismatch"] = () => DaneScenarios.Find(DaneScenarios.OtherKey),
        ["DaneWithoutTls"] = () => DaneScenarios.Find(DaneScenarios.OtherKey, isEncrypted: false),
        ["DaneUnusable"] = () => DaneScenarios.Find("0 0 1 " + DaneScenarios.Digest),
        ["DaneLookupFailed"] = () => DaneScenarios.Find(DaneScenarios.Zone().Fails("_25._tcp.mx.example.com", DnsOutcome.ServerFailure)),
        ["DaneNotSecure"] = () => DaneScenarios.Find(DaneScenarios.Zone().Tlsa("_25._tcp.mx.example.com", DaneScenarios.OtherKey).Unsigned("_25._tcp.mx.example.com")),
        ["DaneNoRollover"] = () => DaneScenarios.Find(DaneScenarios.ThisKey),
        ["ServerNotInPolicy"] = () => MtaStsScenarios.Find("other.example.com"),
        ["PolicyWithoutTls"] = () => MtaStsScenarios.Find("mx.example.com", isEncrypted: false),
        ["PolicyCertificateInvalid"] = () => MtaStsScenarios.Find("mx.example.com", CertificateFaults.NameMismatch),
        ["PolicyNotAvailable"] = () => MtaStsScenarios.Find(policy: null),
        ["AddressListed"] = () => Judge("Reputation", new SmtpServerTest { Address = "8.8.4.4" }, BlockLists().A("4.4.8.8.zen.spamhaus.org", "127.0.0.10")),
        ["BlockListNotAnswering"] = () => Judge("Reputation", new SmtpServerTest { Address = "8.8.4.4" }, BlockLists().A("4.4.8.8.zen.spamhaus.org", "127.255.255.254")),

        ["HelloRefused"] = () => Test(script => script.Send(Greeting).Answer("EHLO *", "550 5.7.1 I do not know you").Answer("HELO *", "550 5.7.1 Nor you").Quit()).Findings,
        ["EhloNotSupported"] = () => Test(script => script.Send(Greeting).Answer("EHLO *", "502 5.5.1 What?").Answer("HELO *", "250 mx.example.com").Quit()).Findings,
        ["ServerNameNotQualified"] = () => Plain("250-localhost", "250 SIZE 52428800"),
        ["GreetingNameDiffers"] = () => Plain("250-other.example.com", "250 SIZE 52428800"),
        ["ExtensionsMissing"] = () => Plain(s_noOffer),
        ["ExtensionsDiffer"] = () => Test(script => Healthy(script, Authority.Server(), s_noOffer)).Findings,
        ["ExtensionsInconsistent"] = () => Plain("250-mx.example.com", "250-SMTPUTF8", "250 BINARYMIME"),
        ["RecipientLimitLow"] = () => Plain("250-mx.example.com", "250 LIMITS RCPTMAX=20"),
        ["SizeLimitSmall"] = () => Plain("250-mx.example.com", "250 SIZE 1000000"),

        ["ReplyMalformed"] = () => Test(script => script.SendRaw("220 mx.example.com ESMTP\n").Answer("EHLO *", Offer).Quit()).Findings,

        ["StartTlsNotOffered"] = () => Plain(Offer),
        ["StartTlsMasked"] = () => Plain("250-mx.example.com", "250 XXXXXXXA"),
        ["StartTlsRefused"] = () => Test(script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "454 4.7.0 No key").Quit()).Findings,
        ["TlsHandshakeFailed"] = () => Versions(Old, "StartTls"),
        ["PlaintextBehindStartTls"] = () => Test(script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Go", "250 injected").Stall()).Findings,
        ["StartTlsOfferedUnderTls"] = () => Test(script => Healthy(script, Authority.Server(), OfferWithStartTls)).Findings,

        ["Ssl3Accepted"] = () => Hellos("TlsVersions", new HelloServer(0x0300, 0x002F)),
        ["TlsCompression"] = () => Hellos("TlsVersions", new HelloServer(0x0303, 0xC02F) { Compresses = true }),
        ["RenegotiationInsecure"] = () => Hellos("TlsVersions", new HelloServer(0x0303, 0xC02F) { Extensions = [] }),
        ["AuthMechanismRefused"] = () => SignIn("535 5.7.8 No").Findings,
        ["OtherCertificateFaulty"] = () => Chains(Authority.Expired().Leaf.RawData),
        ["CertificateOrderWrong"] = () => Chains(Authority.Intermediate().Server().Leaf.RawData, Authority.Root.RawData),
        ["CertificateRootSent"] = () => Chains(Authority.Server().Leaf.RawData, Authority.Root.RawData),
        ["CipherSuiteBroken"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0xC02F, 0x0004)),
        ["CipherSuiteSmallBlocks"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0xC02F, 0xC012)),
        ["CipherSuiteAnonymous"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0xC02F, 0xC018)),
        ["AeadMissing"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0xC013)),
        ["ForwardSecrecyNotRequired"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0xC02F, 0x009C)),
        ["CipherOrderOfClient"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0xC02F, 0xC012) { FollowsClient = true }),
        ["DiffieHellmanWeak"] = () => Hellos("TlsCiphers", new HelloServer(0x0303, 0x009E) { FiniteFieldOctets = 128 }),
        ["TlsVersionObsolete"] = () => Versions(SslProtocols.Tls12 | Old | (SslProtocols)12288),
        ["TlsOnlyObsolete"] = () => Versions(Old),
        ["Tls13Missing"] = () => Versions(SslProtocols.Tls12),
        ["ForwardSecrecyMissing"] = ForwardSecrecyMissing,

        ["StartTlsInjection"] = () => Injection(isAccepted: true),

        ["MailWithoutTls"] = () => Further("PlaintextMail", script => script.Answer("MAIL FROM:<>", "250 Ok").Answer("RSET", "250 Ok")),
        ["NullSenderRefused"] = () => Further("Postmaster", script => script.Answer("MAIL FROM:<>", "550 5.7.1 No bounces")),
        ["PostmasterRefused"] = () => Further("Postmaster", script =>
            script.Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<postmaster>", "550 5.1.1 Unknown").Answer("RSET", "250 Ok")),
        ["VrfyAnswers"] = () => Verify("250 Ann <ann@example.com>", "550 5.1.1 Who?"),
        ["ExpnAnswers"] = () => Further("Verify", script => script.Answer("VRFY postmaster", "502 No").Answer("EXPN postmaster", "250 <ann@example.com>").Answer("EXPN probe-*", "550 5.1.1 Who?")),
        ["OpenRelay"] = () => BehaviourScenarios.Relay((_, reply) => reply),
        ["RelayFormAccepted"] = () => BehaviourScenarios.Relay((form, reply) => form < BehaviourScenarios.PlainRelayForms ? "550 5.7.1 Relaying denied" : reply),
        ["RecipientsTold"] = () => BehaviourScenarios.Recipients("250 Ok", "550 5.1.1 Who?"),
        ["RecipientsAllAccepted"] = () => BehaviourScenarios.Recipients("250 Ok", "250 Ok"),
        ["ExtensionNotHonoured"] = () => BehaviourScenarios.Parameters("555 5.5.4 What is that?"),
        ["PipeliningBroken"] = () => BehaviourScenarios.Pipelining("250 Ok", "250 Ok", "503 Bad sequence", "250 Ok"),
        ["ErrorsNotLimited"] = () => BehaviourScenarios.Errors(25),
        ["ErrorsSlowedDown"] = () => BehaviourScenarios.Errors(4, delay: 700),
        ["ErrorLimitTooLow"] = () => BehaviourScenarios.Errors(2),
        ["IdleTimeoutShort"] = () => BehaviourScenarios.Idle(isEnded: true),
        ["SmugglingTolerated"] = () => BehaviourScenarios.Smuggling(tolerated: 2),

        ["CertificateMissing"] = () => Certificate(CertificateFaults.Missing, null),
        ["CertificateExpired"] = () => Test(script => Healthy(script, Authority.Expired())).Findings,
        ["CertificateExpiresSoon"] = () => Test(script => Healthy(script, Authority.Server(TimeSpan.FromDays(-1), TimeSpan.FromDays(13)))).Findings,
        ["CertificateSelfSigned"] = () => Test(script => Healthy(script, TestCertificates.SelfSigned())).Findings,
        ["CertificateUntrusted"] = () => Certificate(CertificateFaults.UntrustedRoot, Good()),
        ["CertificateChainIncomplete"] = ChainIncomplete,
        ["CertificateNameMismatch"] = () => Test(script => Healthy(script, Authority.Server("other.example"))).Findings,
        ["CertificateRevoked"] = () => Certificate(CertificateFaults.Revoked, Good()),
        ["CertificateWrongUsage"] = () => Test(script => Healthy(script, Authority.Client("user@example.com"))).Findings,
        ["CertificateInvalid"] = () => Certificate(CertificateFaults.Invalid, Good()),
        ["CertificateKeyWeak"] = () => Certificate(CertificateFaults.None, Good(keyBits: 1024)),
        ["CertificateSignatureWeak"] = () => Certificate(CertificateFaults.None, Good(signature: "sha1RSA")),

        ["PlaintextAuthWithoutTls"] = () => Plain("250-mx.example.com", "250 AUTH LOGIN"),
        ["AuthNotOffered"] = () => Judge("Auth", new SmtpServerTest { Port = 587, ExtensionsBeforeTls = Extensions("mx.example.com") }),
        ["AuthNotPossible"] = () => WithCredential(script => Healthy(script, Authority.Server(), Offer)),
        ["AuthFailed"] = () => WithCredential(script =>
            script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Go").StartTls(Authority.Server())
                .Answer("EHLO *", [.. Offer[..^1], "250 AUTH PLAIN"]).Answer("AUTH PLAIN *", "535 5.7.8 Wrong").Quit()),
    };

    /// <summary>TLS 1.0 and 1.1, whose names in the framework are marked obsolete.</summary>
    private static SslProtocols Old => (SslProtocols)(192 | 768);

    private static SmtpServerTestOptions Impatient()
    {
        var options = Options();
        options.Session.Timeouts = SmtpTimeouts.AtMost(TimeSpan.FromMilliseconds(300));
        return options;
    }

    private static IReadOnlyList<Finding> Plain(params string[] offer) => Test(script => script.Send(Greeting).Answer("EHLO *", offer).Quit()).Findings;

    /// <summary>What a check finds in a session of its own, the second one, in plaintext.</summary>
    public static IReadOnlyList<Finding> Further(string check, Action<Script> script, Action<SmtpServerTestOptions>? configure = null) =>
        FurtherTest(check, script, configure).Findings;

    public static SmtpServerTest FurtherTest(string check, Action<Script> script, Action<SmtpServerTestOptions>? configure = null, bool quits = true) =>
        FurtherTest(check, [script], configure, quits);

    public static SmtpServerTest FurtherTest(string check, Action<Script>[] sessions, Action<SmtpServerTestOptions>? configure = null, bool quits = true)
    {
        // The first session finds STARTTLS refused, so that the second one needs no TLS.
        using var server = ScriptedServer.Start(
        [
            first => first.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "454 Not now").Quit(),
            .. Array.ConvertAll<Action<Script>, Action<Script>>(sessions, session => script =>
            {
                _ = script.Send(Greeting).Answer("EHLO *", check == "PlaintextMail" ? OfferWithStartTls : Offer);
                session(script);
                _ = quits ? script.Quit() : script;
            }),
        ]);
        var options = Options(check);
        configure?.Invoke(options);
        var test = Test(server, options);
        server.Verify();
        return test;
    }

    private static IReadOnlyList<Finding> Verify(string known, string madeUp) =>
        Further("Verify", script => script.Answer("VRFY postmaster", known).Answer("VRFY probe-*", madeUp).Answer("EXPN postmaster", "502 No"));

    public static IReadOnlyList<Finding> Injection(bool isAccepted)
    {
        using var server = ScriptedServer.Start(
        [
            Healthy,
            script =>
            {
                _ = script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Expect("STARTTLS", "XINJECTED").Send("220 Go").StartTls(Authority.Server());
                _ = isAccepted ? script.Send("500 5.5.2 What?") : script;
                _ = script.Answer("EHLO *", Offer).ExpectClose();
            },
        ]);
        var findings = Test(server, Options("Injection")).Findings;
        server.Verify();
        return findings;
    }

    /// <summary>What the check of addresses finds at a server that listens at 127.0.0.1 alone and has another address before it.</summary>
    private static IReadOnlyList<Finding> OfAddresses(string other)
    {
        using var server = ScriptedServer.Start(Healthy);
        var endpoint = new SmtpEndpoint("127.0.0.1", server.Port);
        endpoint.Addresses.Add(IPAddress.Parse(other));
        endpoint.Addresses.Add(IPAddress.Loopback);
        return new SmtpServerTester(Options("Addresses")).Test(endpoint).Findings;
    }

    private static SmtpServerTest With(params ServerAddressFacts[] addresses) => new() { Addresses = addresses };

    private static SmtpServerTest Named(string name) => new() { Address = "192.0.2.1", ServerName = name };

    /// <summary>Block lists that work, and have nothing but their test points.</summary>
    internal static FakeMailDns BlockLists() => DnsBlockList.Default.Aggregate(
        new FakeMailDns(), static (dns, list) => dns.A($"2.0.0.127.{list.Zone}", "127.0.0.2"));

    private static IReadOnlyList<Finding> OtherPortAnswers()
    {
        var test = Silent("mx.example.com", "192.0.2.1:25");
        test.Ports = [new ServerPortFacts(587, ConnectOutcome.Connected, "192.0.2.1", TimeSpan.FromMilliseconds(20), "220 mx.example.com ESMTP")];
        return JudgeWith("Ports", test, PortsProbe.Judge);
    }

    private static IReadOnlyList<Finding> PortBlockedFromHere()
    {
        var tests = new[] { Silent("a.example.com", "192.0.2.1:25"), Silent("b.example.net", "[2001:db8::1]:25") };
        PortBlock.Judge(tests);
        return tests[1].Findings;
    }

    /// <summary>A server of which nothing came back.</summary>
    private static SmtpServerTest Silent(string name, string endPoint) => new()
    {
        Server = name,
        Port = 25,
        Phases = [new ServerPhaseResult(ServerPhase.Connect, PhaseStatus.Failed, TimeSpan.FromSeconds(30), "no answer within 30 s")],
        Attempts = [new ConnectAttempt(endPoint, TimeSpan.FromSeconds(30), "no answer within 30 s") { Outcome = ConnectOutcome.TimedOut }],
    };

    private static IReadOnlyList<Finding> SessionTurnedAway()
    {
        using var server = ScriptedServer.Start([Healthy, Busy, Busy, Busy]);
        return Test(server, Options("TlsVersions")).Findings;

        static void Busy(Script script) => script.Send("421 4.7.0 Too many connections from you");
    }

    public static IReadOnlyList<Finding> Versions(SslProtocols versions, string check = "TlsVersions") => Test(
        script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Go")
            .StartTls(Authority.Server(), options =>
            {
                options.EnabledSslProtocols = versions;
                options.EncryptionPolicy = (EncryptionPolicy)1;
            })
            .Answer("EHLO *", Offer).Quit(),
        Options(check)).Findings;

    /// <summary>A server that accepts PLAIN and answers LOGIN with this, each in a session of its own.</summary>
    public static SmtpServerTest SignIn(string replyToLogin)
    {
        using var server = ScriptedServer.Start(
        [
            script => Begin(script).Answer("AUTH PLAIN *", "235 2.7.0 Welcome").Quit(),
            script => Begin(script).Answer("AUTH LOGIN", "334 VXNlcm5hbWU6").Answer("*", "334 UGFzc3dvcmQ6").Answer("*", replyToLogin).ExpectAnyLine(),
            script => Begin(script).ExpectAnyLine(),
        ]);
        var options = Options("AuthMechanisms");
        options.Session.Credential = SmtpCredential.Password("user", () => "secret");
        return Test(server, options);

        static Script Begin(Script script) => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Go").StartTls(Authority.Server())
            .Answer("EHLO *", [.. Offer[..^1], "250 AUTH PLAIN LOGIN XOAUTH2"]);
    }

    public static IReadOnlyList<Finding> Chains(params byte[][] chain) => Hellos("TlsCertificates", new HelloServer(0x0303, 0xC02B) { EcdsaChain = chain });

    public static IReadOnlyList<Finding> Hellos(string check, HelloServer server)
    {
        using (server)
        {
            return new SmtpServerTester(Options(check)).Test(new SmtpEndpoint("127.0.0.1", server.Port)).Findings;
        }
    }

    private static IReadOnlyList<Finding> ForwardSecrecyMissing()
    {
        using var authority = TestCertificates.Create(TestKey.Rsa);
        return Test(
            script => script.Send(Greeting).Answer("EHLO *", OfferWithStartTls).Answer("STARTTLS", "220 Go")
                .StartTls(authority.Server(), options =>
                {
                    options.EnabledSslProtocols = SslProtocols.Tls12;
#pragma warning disable CA1416 // The tests of TLS run where cipher suites can be chosen.
                    options.CipherSuitesPolicy = new CipherSuitesPolicy([TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256]);
#pragma warning restore CA1416
                })
                .Answer("EHLO *", Offer).Quit(),
            Options("TlsVersions")).Findings;
    }

    private static IReadOnlyList<Finding> ChainIncomplete()
    {
        // Not disposed: it shares the fixture's root.
        var complete = Authority.Intermediate().Server();
        return Test(script => Healthy(script, complete with { Chain = [] })).Findings;
    }

    private static IReadOnlyList<Finding> WithCredential(Action<Script> script)
    {
        var options = Options();
        options.Session.Credential = SmtpCredential.Password("user", () => "secret");
        return Test(script, options).Findings;
    }

    private static IReadOnlyList<Finding> Certificate(CertificateFaults faults, CertificateFacts? certificate) => Judge("Certificate", new SmtpServerTest
    {
        Tls = new TlsFacts { Protocol = "TLS 1.3", Certificate = certificate, SentChain = certificate is null ? [] : [certificate], Faults = faults, FaultDetails = ["As said."] },
    });

    private static CertificateFacts Good(int keyBits = 2048, string signature = "sha256RSA") => new()
    {
        Subject = "CN=mx.example.com",
        Issuer = "CN=Authority",
        DaysLeft = 60,
        KeyAlgorithm = "RSA",
        KeyBits = keyBits,
        SignatureAlgorithm = signature,
        Fingerprint = "00",
    };

    private static SmtpExtensions Extensions(params string[] lines) =>
        SmtpExtensions.Parse(SmtpReply.Parse(string.Join("\n", lines.Select((line, i) => $"250{(i == lines.Length - 1 ? ' ' : '-')}{line}"))));

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

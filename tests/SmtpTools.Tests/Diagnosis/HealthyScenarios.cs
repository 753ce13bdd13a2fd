using SmtpTools.Diagnosis.Probes;
using SmtpTools.TestServer;
using SmtpTools.Tests.Dns;
using SmtpTools.Tests.TlsHello;
using static SmtpTools.Tests.Diagnosis.DiagnosisFixture;

namespace SmtpTools.Tests.Diagnosis;

/// <summary>For each check a server, or facts of one, in which it finds nothing: the other side of <see cref="FindingScenarios"/>.</summary>
internal static class HealthyScenarios
{
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<Finding>>> All { get; } = new Dictionary<string, Func<IReadOnlyList<Finding>>>
    {
        ["Reachability"] = () => Session("Reachability"),
        ["Ports"] = () => JudgeWith("Ports", new SmtpServerTest { Ports = [new ServerPortFacts(587, ConnectOutcome.Refused, "192.0.2.1", TimeSpan.Zero, null)] }, PortsProbe.Judge),
        ["Addresses"] = () => JudgeWith(
            "Addresses",
            new SmtpServerTest { Addresses = [new ServerAddressFacts { Address = "192.0.2.1", StartTlsOffered = true }, new ServerAddressFacts { Address = "2001:db8::1", StartTlsOffered = true }] },
            AddressesProbe.Judge),
        ["Names"] = () => Judge(
            "Names",
            new SmtpServerTest { Address = "192.0.2.1", ServerName = "mx.example.com" },
            new FakeMailDns().Ptr("192.0.2.1", "mx.example.com").A("mx.example.com", "192.0.2.1")),
        ["Hello"] = () => Session("Hello"),
        ["Replies"] = () => Session("Replies"),
        ["StartTls"] = () => Session("StartTls"),
        ["TlsVersions"] = () => FindingScenarios.Versions(System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13),
        ["TlsCiphers"] = () => FindingScenarios.Hellos("TlsCiphers", new HelloServer(0x0303, 0xC02F, 0xC030)),
        ["TlsResumption"] = () => Session("TlsResumption"),
        ["Injection"] = () => FindingScenarios.Injection(isAccepted: false),
        ["Certificate"] = () => Session("Certificate"),
        ["TlsCertificates"] = () =>
        {
            var certificate = Authority.Intermediate().Server();
            return FindingScenarios.Chains([certificate.Leaf.RawData, .. certificate.Chain.Select(link => link.RawData)]);
        },
        ["Dane"] = () => DaneScenarios.Find(DaneScenarios.Zone().Tlsa(DaneScenarios.Name, DaneScenarios.ThisKey).Tlsa(DaneScenarios.Name, DaneScenarios.OtherKey)),
        ["MtaSts"] = () => MtaStsScenarios.Find("mx.example.com"),
        ["Auth"] = () => Session("Auth"),
        ["AuthMechanisms"] = () => FindingScenarios.SignIn("235 2.7.0 Welcome").Findings,
        ["PlaintextMail"] = () => FindingScenarios.Further("PlaintextMail", script => script.Answer("MAIL FROM:<>", "530 5.7.0 STARTTLS first")),
        ["Postmaster"] = () => FindingScenarios.Further(
            "Postmaster", script => script.Answer("MAIL FROM:<>", "250 Ok").Answer("RCPT TO:<postmaster>", "250 Ok").Answer("RSET", "250 Ok")),
        ["Verify"] = () => FindingScenarios.Further(
            "Verify", script => script.Answer("VRFY postmaster", "252 Try").Answer("VRFY probe-*", "252 Try").Answer("EXPN postmaster", "502 No")),
        ["Recipients"] = () => BehaviourScenarios.Recipients("550 5.7.1 Relaying denied", string.Empty),
        ["Relay"] = () => BehaviourScenarios.Relay((_, _) => "550 5.7.1 Relaying denied"),
        ["Parameters"] = () => BehaviourScenarios.Parameters("250 Ok"),
        ["Pipelining"] = () => BehaviourScenarios.Pipelining("250 Ok", "550 5.7.1 No", "250 Ok", "250 Ok"),
        ["Errors"] = () => BehaviourScenarios.Errors(10),
        ["Idle"] = () => BehaviourScenarios.Idle(isEnded: false),
        ["Smuggling"] = () => BehaviourScenarios.Smuggling(tolerated: 0),
        ["Reputation"] = () => Judge("Reputation", new SmtpServerTest { Address = "8.8.4.4" }, FindingScenarios.BlockLists()),
    };

    /// <summary>What a check finds in a session of a server with nothing wrong.</summary>
    private static IReadOnlyList<Finding> Session(string check)
    {
        var test = Test(Healthy, Options(check));
        Assert.Equal([check], test.Checks);
        Assert.Null(test.FailedPhase);
        return test.Findings;
    }
}

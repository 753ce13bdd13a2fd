using System.Globalization;
using SmtpTools.Reports;

namespace SmtpTools;

/// <summary>Tests of servers as one page of HTML that needs nothing else: no scripts, no pictures, no network.</summary>
public static class SmtpServerReport
{
    private const string Footer =
        "The bars beside the phases show when each began and how long it took, within the whole session. The bar below a certificate shows how much of its time has passed.";

    /// <summary>Narrower bars would not be seen.</summary>
    private const double LeastBar = 0.4;

    private static readonly Lazy<HtmlReport> s_report = new(static () => new HtmlReport("smtp-server.liquid"));

    /// <summary>Writes the page.</summary>
    /// <param name="tests">The tests, in the order in which they are to stand.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="made">The time that the page bears.</param>
    /// <returns>The page in HTML.</returns>
    public static string ToHtml(IReadOnlyList<SmtpServerTest> tests, string title, DateTimeOffset made)
    {
        if (tests is null)
        {
            throw new ArgumentNullException(nameof(tests));
        }

        return s_report.Value.Fill(title, made, new Dictionary<string, object?>
        {
            ["what"] = "servers",
            ["footer"] = Footer,
            ["count"] = tests.Count,
            ["passed"] = tests.Count(static test => test.Passed),
            ["tests"] = tests.Select(static (test, at) => Test(test, at + 1)).ToList(),
        });
    }

    private static Dictionary<string, object?> Test(SmtpServerTest test, int number) => new()
    {
        ["anchor"] = string.Format(CultureInfo.InvariantCulture, "server-{0}", number),
        ["server"] = NameOf(test),
        ["verdict"] = test.Verdict,
        ["grade"] = HtmlReport.GradeOf(test.Passed, test.Findings),
        ["error"] = test.Error ?? string.Empty,
        ["tls"] = test.Tls?.Protocol ?? "none",
        ["days"] = test.CertificateDaysLeft is { } days ? DaysLeft(days) : string.Empty,
        ["errors"] = test.Findings.Count(static finding => finding.Severity == FindingSeverity.Error),
        ["warnings"] = test.Findings.Count(static finding => finding.Severity == FindingSeverity.Warning),
        ["total"] = Milliseconds(test.Times.Total),
        ["started"] = HtmlReport.Utc(test.Started),
        ["duration"] = string.Format(CultureInfo.InvariantCulture, "{0:0.0} s", test.Duration.TotalSeconds),
        ["phases"] = Phases(test.Phases),
        ["findings"] = test.Findings.Select(HtmlReport.Values).ToList(),
        ["chains"] = Chains(test),
        ["versions"] = test.TlsVersions.Select(Version).ToList(),
        ["suites"] = Suites(test).ToList(),
        ["order"] = test.TlsCipherOrder switch
        {
            true => "The server chooses by its own order.",
            false => "The server takes what the client prefers.",
            null => string.Empty,
        },
        ["groups"] = string.Join(", ", test.TlsGroups),
        ["facts"] = Facts(test).Where(static fact => fact.Text.Length > 0).Select(static fact => new Dictionary<string, object?> { ["name"] = fact.Name, ["text"] = fact.Text }).ToList(),
        ["addresses"] = test.Addresses.Select(Address).ToList(),
        ["trials"] = test.Trials.Select(Trial).ToList(),
        ["transcript"] = string.Join("\n", test.Transcript.Select(static entry => entry.ToString())),
    };

    private static string NameOf(SmtpServerTest test) =>
        test.Server.Length == 0 ? test.Domain ?? string.Empty
        : new SmtpEndpoint(test.Server, test.Port) + (test.Domain is null ? string.Empty : $" for {test.Domain}");

    private static List<Dictionary<string, object?>> Phases(IReadOnlyList<ServerPhaseResult> phases)
    {
        var whole = Math.Max(1, phases.Sum(static phase => phase.Time?.Ticks ?? 0));
        long passed = 0;
        var rows = new List<Dictionary<string, object?>>();
        foreach (var phase in phases)
        {
            var ticks = phase.Time?.Ticks ?? 0;
            var width = Math.Max(LeastBar, 100.0 * ticks / whole);
            rows.Add(new Dictionary<string, object?>
            {
                ["name"] = phase.Phase.ToString(),
                ["status"] = phase.Status.ToString(),
                ["grade"] = phase.Status switch { PhaseStatus.Passed => "good", PhaseStatus.Warning => "weak", PhaseStatus.Failed => "bad", _ => "absent" },
                ["time"] = phase.Time is { } time ? Milliseconds(time) : string.Empty,
                ["start"] = Percent(Math.Min(100.0 * passed / whole, 100 - width)),
                ["width"] = Percent(width),
                ["detail"] = phase.Detail,
            });
            passed += ticks;
        }

        return rows;
    }

    /// <summary>The chain of the test's own session, and those that clients get who ask for the other kind of key.</summary>
    private static List<Dictionary<string, object?>> Chains(SmtpServerTest test)
    {
        var chains = new List<Dictionary<string, object?>>();
        if (test.Tls is { } tls)
        {
            chains.Add(Drawn("Certificate chain", Chain(tls, test.Started), tls.IsChainTrusted ? string.Empty : "No root that is trusted here"));
        }

        foreach (var served in test.ServedCertificates.Where(served => served.Certificate is null || served.Certificate.Fingerprint != test.Certificate?.Fingerprint))
        {
            // Of these the chain is drawn as it was sent: what it is worth is told by the faults.
            var links = served.SentChain.Select((certificate, at) => Link(certificate, at == 0, isSent: true, test.Started)).ToList();
            var faults = served.Certificate is null ? $"There is one, and in {served.Protocol} it is shown under encryption only" : string.Join(" ", served.FaultDetails);
            chains.Add(Drawn($"Certificate chain for clients that ask for {served.KeyKind}", links, faults));
        }

        return chains;

        static Dictionary<string, object?> Drawn(string title, List<Dictionary<string, object?>> links, string end) => new() { ["title"] = title, ["links"] = links, ["end"] = end };
    }

    private static Dictionary<string, object?> Version(TlsVersionFacts version) => new()
    {
        ["name"] = version.Protocol,
        ["accepted"] = version.IsAccepted switch { true => "yes", false => "no", null => "not known" },
        ["suite"] = version.CipherSuite ?? string.Empty,
        ["detail"] = version.Detail ?? string.Empty,
    };

    /// <summary>The cipher suites by version, the newest first.</summary>
    private static IEnumerable<Dictionary<string, object?>> Suites(SmtpServerTest test) =>
        test.TlsCipherSuites.GroupBy(static suite => suite.Protocol).Select(static version => new Dictionary<string, object?>
        {
            ["version"] = version.Key,
            ["suites"] = version.Select(static suite => new Dictionary<string, object?>
            {
                ["rank"] = suite.Rank,
                ["name"] = suite.Name,
                ["exchange"] = suite.KeyExchange,
                ["weakness"] = suite.Weakness ?? string.Empty,
            }).ToList(),
        });

    /// <summary>From the server's own certificate to the root: the chain as it was built, or what was sent where none could be.</summary>
    private static List<Dictionary<string, object?>> Chain(TlsFacts tls, DateTimeOffset now)
    {
        var sent = new HashSet<string>(tls.SentChain.Select(static certificate => certificate.Fingerprint), StringComparer.OrdinalIgnoreCase);
        var chain = tls.BuiltChain.Count > 0 ? tls.BuiltChain : tls.SentChain;
        return chain.Select((certificate, at) => Link(certificate, at == 0, sent.Contains(certificate.Fingerprint), now)).ToList();
    }

    private static Dictionary<string, object?> Link(CertificateFacts certificate, bool isLeaf, bool isSent, DateTimeOffset now) => new()
    {
        ["subject"] = certificate.Subject.Length > 0 ? certificate.Subject : "(no subject)",
        ["source"] = isSent ? "sent by the server" : "not sent; known to this computer",
        ["names"] = isLeaf ? string.Join(", ", certificate.Names) : string.Empty,
        ["key"] = certificate.KeyAlgorithm + (certificate.KeyBits > 0 && !certificate.KeyAlgorithm.StartsWith("ECDSA", StringComparison.Ordinal) ? $" {certificate.KeyBits.ToString(CultureInfo.InvariantCulture)}" : string.Empty),
        ["signature"] = certificate.SignatureAlgorithm,
        ["from"] = Day(certificate.NotBefore),
        ["until"] = Day(certificate.NotAfter),
        ["left"] = now < certificate.NotBefore ? "not valid yet" : DaysLeft(certificate.DaysLeft),
        ["grade"] = certificate.DaysLeft < 0 || now < certificate.NotBefore ? "bad" : certificate.DaysLeft < SmtpServerTestOptions.DefaultCertificateDays ? "weak" : "good",
        ["passed"] = Percent(Passed(certificate, now)),
        ["fingerprint"] = certificate.Fingerprint,
    };

    private static double Passed(CertificateFacts certificate, DateTimeOffset now)
    {
        var whole = (certificate.NotAfter - certificate.NotBefore).Ticks;
        return whole <= 0 ? 100 : Math.Min(100, Math.Max(0, 100.0 * (now - certificate.NotBefore).Ticks / whole));
    }

    private static IEnumerable<(string Name, string Text)> Facts(SmtpServerTest test)
    {
        yield return ("Address", test.Address ?? string.Empty);
        yield return ("Reverse name", test.Iprev?.ToString() ?? string.Empty);
        yield return ("Calls itself", test.ServerName ?? string.Empty);
        yield return ("Greeting", test.Greeting?.ToString() ?? string.Empty);
        yield return ("Offers in plaintext", Offer(test.ExtensionsBeforeTls));
        yield return ("Offers under TLS", Offer(test.ExtensionsAfterTls));
        yield return ("TLS", test.Tls is { } tls ? $"{tls.Protocol}, {tls.CipherSuite}; chain {(tls.IsChainTrusted ? "trusted" : "not trusted")}, name {(tls.IsNameMatched ? "matches" : "does not match")}" : string.Empty);
        yield return ("DANE", test.Dane is { } dane ? string.Join("; ", new[] { dane.ToString() }.Concat(dane.Records.Select(static record => record.ToString()))) : string.Empty);
        yield return ("MTA-STS", test.MtaSts?.ToString() ?? string.Empty);
        yield return ("Ports", string.Join("; ", test.Ports));
        yield return ("Block lists", string.Join("; ", test.BlockLists));
        yield return ("Checks", string.Join(", ", test.Checks));
        yield return ("Incomplete checks", string.Join(", ", test.IncompleteChecks));
    }

    private static Dictionary<string, object?> Address(ServerAddressFacts address) => new()
    {
        ["address"] = address.Address,
        ["name"] = address.ServerName ?? string.Empty,
        ["tls"] = address.TlsProtocol ?? string.Empty,
        ["time"] = address.Times.Greeting is null ? string.Empty : Milliseconds((address.Times.Connect ?? TimeSpan.Zero) + address.Times.Greeting.Value),
        ["outcome"] = address.Error ?? address.Outcome.ToString(),
    };

    private static Dictionary<string, object?> Trial(ProbeTrial trial) => new()
    {
        ["check"] = trial.Check,
        ["name"] = trial.Name,
        ["sent"] = trial.Sent,
        ["accepted"] = trial.IsAccepted switch { true => "yes", false => "no", null => "not known" },
        ["answer"] = trial.Answer,
    };

    private static string Offer(SmtpExtensions? extensions) => extensions is null ? string.Empty : string.Join(", ", extensions.All.Select(static extension => extension.ToString()));

    private static string DaysLeft(int days) => days < 0 ? string.Format(CultureInfo.InvariantCulture, "ended {0} days ago", -days) : string.Format(CultureInfo.InvariantCulture, "{0} days left", days);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => string.Format(CultureInfo.InvariantCulture, "{0:0.0} ms", time.TotalMilliseconds);

    private static string Percent(double percent) => percent.ToString("0.##", CultureInfo.InvariantCulture);
}

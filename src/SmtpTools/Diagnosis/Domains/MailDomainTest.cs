namespace SmtpTools;

/// <summary>Everything that a domain says about its mail, with what is wrong and weak in it, and a verdict.</summary>
public sealed class MailDomainTest
{
    internal MailDomainTest(MailExchangerResult mx)
    {
        Mx = mx;
        Domain = mx.Domain;
        AsciiDomain = mx.AsciiDomain;
    }

    /// <summary>The domain with U-labels, where it has any. As it was given, where it is not a domain name.</summary>
    public string Domain { get; }

    /// <summary>The domain in ASCII; null where it is not a domain name.</summary>
    public string? AsciiDomain { get; }

    /// <summary>When the test began, in UTC.</summary>
    public DateTimeOffset Started { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>The verdict in words.</summary>
    public string Verdict
    {
        get
        {
            var errors = Findings.Count(static finding => finding.Severity == FindingSeverity.Error);
            var warnings = Findings.Count(static finding => finding.Severity == FindingSeverity.Warning);
            return AsciiDomain is null ? "Not a domain name"
                : errors > 0 ? $"Failed: {Plural(errors, "error")}" + (Unknown.Count > 0 ? ", and not all is known" : string.Empty)
                : Unknown.Count > 0 ? $"Not known: {string.Join(", ", Unknown)} could not be asked for"
                : warnings > 0 ? $"Passed with {Plural(warnings, "warning")}"
                : "Passed";
        }
    }

    /// <summary>Whether all could be asked for and no finding is an error.</summary>
    public bool Passed => AsciiDomain is not null && Unknown.Count == 0 && Findings.All(static finding => finding.Severity != FindingSeverity.Error);

    /// <summary>One line for each part.</summary>
    public IReadOnlyList<MailDomainPart> Parts { get; internal init; } = [];

    /// <summary>What was found in all parts, the gravest first.</summary>
    public IReadOnlyList<Finding> Findings { get; internal set; } = [];

    /// <summary>The parts that could not be asked for, so that nothing is known of them.</summary>
    public IReadOnlyList<string> Unknown => Parts.Where(static part => part.State == MailDomainPartState.Unknown).Select(static part => part.Name).ToArray();

    /// <summary>The mail exchangers.</summary>
    public MailExchangerResult Mx { get; }

    /// <summary>The zone that the domain stands in; null where it could not be found out.</summary>
    public MailDomainZone? Zone { get; internal init; }

    /// <summary>The SPF record; null where it was not asked for.</summary>
    public SpfRecordResult? Spf { get; internal init; }

    /// <summary>The DKIM keys; null where they were not asked for.</summary>
    public DkimKeyResult? Dkim { get; internal init; }

    /// <summary>The DMARC policy; null where it was not asked for.</summary>
    public DmarcPolicyResult? Dmarc { get; internal init; }

    /// <summary>The MTA-STS record and policy; null where they were not asked for.</summary>
    public MtaStsResult? MtaSts { get; internal init; }

    /// <summary>The TLS reporting record; null where it was not asked for.</summary>
    public TlsRptResult? TlsRpt { get; internal init; }

    /// <summary>The TLSA records of the mail exchangers; null where they were not asked for.</summary>
    public DaneResult? Dane { get; internal init; }

    /// <summary>The BIMI record; null where it was not asked for.</summary>
    public BimiResult? Bimi { get; internal init; }

    /// <summary>The domain and the verdict.</summary>
    /// <returns>Such as <c>example.com: Passed with 2 warnings</c>.</returns>
    public override string ToString() => $"{Domain}: {Verdict}";

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}

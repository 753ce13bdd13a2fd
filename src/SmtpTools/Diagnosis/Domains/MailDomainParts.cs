using System.Globalization;

namespace SmtpTools.Diagnosis;

/// <summary>Puts each result about a domain into one line.</summary>
internal static class MailDomainParts
{
    private const int MaxSummary = 200;

    internal static MailDomainPart Of(MailExchangerResult mx, IReadOnlyList<Finding> findings)
    {
        var state = mx.IsTransient ? MailDomainPartState.Unknown : Worst(findings) ?? MailDomainPartState.Good;
        var summary = mx.Exchangers.Count == 0
            ? mx.Detail ?? mx.Status.ToString()
            : string.Join(", ", mx.Exchangers.Take(5).Select(exchanger => exchanger.ToString())) + (mx.Exchangers.Count > 5 ? ", ..." : string.Empty);
        return Part("MX", state, mx.Provider is null ? summary : $"{summary} ({mx.Provider})");
    }

    internal static MailDomainPart Of(DomainRecordResult result)
    {
        var state = result.Status switch
        {
            DomainRecordStatus.ServerFailure or DomainRecordStatus.Timeout or DomainRecordStatus.InvalidDomain => MailDomainPartState.Unknown,
            DomainRecordStatus.NotFound or DomainRecordStatus.NotFoundAmongTried or DomainRecordStatus.NxDomain => MailDomainPartState.Absent,
            DomainRecordStatus.Invalid => MailDomainPartState.Bad,
            _ => Worst(result.Findings) ?? MailDomainPartState.Good,
        };
        return Part(NameOf(result.Standard), state, (result.Status == DomainRecordStatus.Found ? SummaryOf(result) : null) ?? result.Detail ?? result.Status.ToString());
    }

    /// <summary>The name that people know a standard by.</summary>
    internal static string NameOf(string standard) => standard switch
    {
        MtaStsFindings.Id => "MTA-STS",
        TlsRptFindings.Id => "TLS-RPT",
        _ => standard.ToUpperInvariant(),
    };

    private static string? SummaryOf(DomainRecordResult result) => result switch
    {
        SpfRecordResult spf => spf.Record?.ToString(),
        DkimKeyResult dkim => string.Join(", ", dkim.Keys.Where(key => key.Status == DomainRecordStatus.Found).Select(key => $"{key.Selector} ({key.KeyType} {key.KeyBits})")),
        DmarcPolicyResult dmarc => $"{dmarc.EffectivePolicy?.ToString().ToLowerInvariant()}{(dmarc.IsInherited ? $", from {dmarc.PolicyDomain}" : string.Empty)}",
        MtaStsResult sts => string.Format(CultureInfo.InvariantCulture, "{0}, {1:0.#} days", sts.Mode, sts.Policy?.MaxAge.TotalDays),
        TlsRptResult rpt => string.Join(", ", rpt.ReportUris),
        DaneResult dane => dane.IsProtected ? "all servers protected" : string.Join(", ", dane.Hosts.Select(host => host.ToString())),
        BimiResult bimi => bimi.Detail ?? bimi.Record?.Location,
        _ => null,
    };

    private static MailDomainPartState? Worst(IReadOnlyList<Finding> findings) =>
        findings.Any(finding => finding.Severity == FindingSeverity.Error) ? MailDomainPartState.Bad
        : findings.Any(finding => finding.Severity == FindingSeverity.Warning) ? MailDomainPartState.Weak
        : null;

    private static MailDomainPart Part(string name, MailDomainPartState state, string summary) =>
        new(name, state, summary.Length > MaxSummary ? summary.Substring(0, MaxSummary) + "..." : summary);
}

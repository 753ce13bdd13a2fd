using SmtpTools.Dns;
using SmtpTools.Findings;

namespace SmtpTools.Diagnosis;

/// <summary>Makes findings of what concerns several standards at once, when all results about a domain are there.</summary>
internal sealed class MailDomainJudge(MailDomainTestOptions options, FindingList findings)
{
    private const int MostQuoted = 80;
    private const string Dmarc = "v=DMARC1";

    internal void Judge(MailDomainTest test, IMailDns dns, CancellationToken cancellationToken)
    {
        JudgeParked(test);
        JudgeServers(test);
        foreach (var (name, start) in Places(test))
        {
            JudgePlace(test.AsciiDomain!, name, start, dns, cancellationToken);
        }
    }

    // Where policies stand that were asked for, and how they begin.
    private IEnumerable<(string Name, string Start)> Places(MailDomainTest test)
    {
        var domain = test.AsciiDomain!;
        var places = new (DomainRecordResult? Result, string Name, string Start)[]
        {
            (test.Dmarc, "_dmarc." + domain, Dmarc),
            (test.MtaSts, MtaStsEvaluator.NameOf(domain), "v=STSv1"),
            (test.TlsRpt, TlsRptEvaluator.NameOf(domain), "v=TLSRPTv1"),
            (test.Bimi, BimiEvaluator.NameOf(domain, options.BimiSelector), "v=BIMI1"),
        };
        return places.Where(place => place.Result is { AsciiDomain: not null } && QueryName.TryParse(place.Name, out _, out _)).Select(place => (place.Name, place.Start));
    }

    private void JudgeParked(MailDomainTest test)
    {
        if (!options.IsParked)
        {
            return;
        }

        if (test.Mx.AcceptsMail)
        {
            findings.Add(MailDomainFindings.ParkedTakesMail, string.Join(", ", test.Mx.Exchangers.Take(5)));
        }

        if (test.Spf is { IsTransient: false } spf && (spf.Record is null || !SendsNothing(spf.Record)))
        {
            findings.Add(MailDomainFindings.ParkedSends, spf.Record?.ToString() ?? spf.Detail!);
        }

        if (test.Dmarc is { IsTransient: false } dmarc && !RejectsAll(dmarc))
        {
            findings.Add(MailDomainFindings.ParkedNotRejected, dmarc.Record?.Text ?? dmarc.Detail!);
        }
    }

    private void JudgeServers(MailDomainTest test)
    {
        if (options.ApprovedMailExchangers.Count > 0 && Others(test.Mx.Exchangers.Select(exchanger => exchanger.Host), options.ApprovedMailExchangers) is { Count: > 0 } exchangers)
        {
            findings.Add(MailDomainFindings.ExchangerNotApproved, string.Join(", ", exchangers));
        }

        if (options.ApprovedNameServers.Count == 0)
        {
            return;
        }

        if (test.Zone is not { NameServers.Count: > 0 } zone)
        {
            findings.Add(MailDomainFindings.NameServersUnknown, $"The zone of {test.AsciiDomain}, or its NS records, were not found.");
        }
        else if (Others(zone.NameServers, options.ApprovedNameServers) is { Count: > 0 } servers)
        {
            findings.Add(MailDomainFindings.NameServerNotApproved, string.Join(", ", servers));
        }
    }

    // The standards have asked for all of this before, so that it comes from the cache.
    private void JudgePlace(string domain, string name, string start, IMailDns dns, CancellationToken cancellationToken)
    {
        // What is nearly a record is told by its standard.
        var letters = start.Substring(0, start.Length - 2);
        foreach (var text in TextsOf(name).Where(text => text.IndexOf(letters, StringComparison.OrdinalIgnoreCase) < 0))
        {
            findings.Add(MailDomainFindings.UnrelatedText, $"{name} has \"{Quoted(text)}\".");
        }

        // A DMARC record at the domain itself is told by its own standard.
        foreach (var text in TextsOf(domain).Where(text => start != Dmarc && text.StartsWith(start, StringComparison.Ordinal)))
        {
            findings.Add(MailDomainFindings.MisplacedText, $"{domain} has \"{Quoted(text)}\"; it belongs under {name}.");
        }

        IEnumerable<string> TextsOf(string owner) => dns.Query<TxtRecord>(owner, cancellationToken).Records.Select(record => record.Text);
    }

    /// <summary>Whether a record is the one of a domain that sends nothing (RFC 7208 10.1.2).</summary>
    internal static bool SendsNothing(SpfRecord record) => string.Equals(record.Text.Trim(), "v=spf1 -all", StringComparison.OrdinalIgnoreCase);

    private static bool RejectsAll(DmarcPolicyResult dmarc) =>
        dmarc.EffectivePolicy == DmarcPolicy.Reject
        && dmarc.Record is { } record
        && record.SubdomainPolicy is null or DmarcPolicy.Reject
        && record.NonexistentPolicy is null or DmarcPolicy.Reject;

    // Approved are the hosts of the given names, and those below them.
    private static List<string> Others(IEnumerable<string> hosts, IReadOnlyList<string> approved) =>
        [.. hosts.Where(host => !approved.Any(name => IsSameOrBelow(host.TrimEnd('.'), name.Trim('.')))).Distinct(StringComparer.OrdinalIgnoreCase).Take(10)];

    private static bool IsSameOrBelow(string host, string name) =>
        string.Equals(host, name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string text) => text.Length <= MostQuoted ? text : text.Substring(0, MostQuoted) + "...";
}

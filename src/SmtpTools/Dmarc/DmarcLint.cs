using SmtpTools.Findings;

namespace SmtpTools.Dmarc;

/// <summary>Judges the record that applies to a domain, and what stands where it should not.</summary>
internal sealed class DmarcLint(FindingList findings, IMailDns dns, CancellationToken cancellation)
{
    private const int MostQuoted = 80;
    private const int SureReportAddresses = 2;

    public void Judge(DmarcWalk walk, DmarcDiscovery policy, IReadOnlyList<DmarcReportDestination> destinations, IReadOnlyList<string> differences)
    {
        var own = walk.Steps[0];
        foreach (var step in walk.Steps.Where(static step => step.Status == DomainRecordStatus.Invalid))
        {
            findings.Add(DmarcFindings.Multiple, $"_dmarc.{step.Domain} has {step.Texts.Count} records: {string.Join(" | ", step.Texts.Select(Quoted))}");
        }

        foreach (var text in own.Answer?.Records.Select(static r => r.Text).Where(IsLookalike) ?? [])
        {
            findings.Add(DmarcFindings.Lookalike, $"_dmarc.{own.Domain} has \"{Quoted(text)}\".");
        }

        if (policy.Status is DomainRecordStatus.NotFound or DomainRecordStatus.NxDomain || own.Record is null)
        {
            JudgeAbsence(walk, policy);
        }

        if (walk.OrganizationalDomain is null && policy.Status == DomainRecordStatus.Found)
        {
            findings.Add(DmarcFindings.WalkIncomplete, walk.Failure!.Error!);
        }

        if (policy.Doubt is not null)
        {
            findings.Add(DmarcFindings.ExistenceUnknown, policy.Doubt);
        }

        if (policy.Step is { Record: { } record } found)
        {
            JudgeRecord(walk, policy, found, record);
            JudgeReports(found, record, destinations);
        }

        if (differences.Count > 0)
        {
            findings.Add(DmarcFindings.Rfc7489Differs, string.Join(" ", differences));
        }
    }

    private void JudgeAbsence(DmarcWalk walk, DmarcDiscovery policy)
    {
        if (policy.Status is DomainRecordStatus.NotFound)
        {
            findings.Add(DmarcFindings.Missing, policy.Detail!);
        }

        if (policy.Status is DomainRecordStatus.NotFound or DomainRecordStatus.Found
            && dns.Query<TxtRecord>(walk.Domain, cancellation).Records.FirstOrDefault(static r => DmarcRecordParser.IsDmarc(r.Text)) is { } misplaced)
        {
            findings.Add(DmarcFindings.Misplaced, $"{walk.Domain} has \"{Quoted(misplaced.Text)}\".");
        }
    }

    private void JudgeRecord(DmarcWalk walk, DmarcDiscovery policy, DmarcWalkStep step, DmarcRecord record)
    {
        var place = $"_dmarc.{step.Domain}";
        if (!record.IsApplicable || record.IsPolicyReplaced)
        {
            findings.Add(DmarcFindings.Unusable, $"{place} has \"{Quoted(record.Text)}\"{(record.IsPolicyReplaced ? ", which counts as p=none." : ".")}");
        }

        // A policy that is missing or wrong is told above.
        foreach (var error in record.Errors.Where(static e => e.Tag.Length > 0))
        {
            findings.Add(DmarcFindings.TagError, $"{place}, {error}");
        }

        foreach (var tag in record.UnknownTags)
        {
            findings.Add(DmarcFindings.UnknownTag, $"{place} has {tag}.");
        }

        var obsolete = record.ObsoleteTags.Select(static tag => tag.ToString())
            .Concat(record.AggregateReports.Concat(record.FailureReports).Where(static uri => uri.ObsoleteSizeLimit is not null).Select(static uri => uri.Uri)).ToList();
        if (obsolete.Count > 0)
        {
            findings.Add(DmarcFindings.ObsoleteTag, $"{place} has {string.Join(", ", obsolete)}.");
        }

        if (policy.Policy == DmarcPolicy.None)
        {
            findings.Add(DmarcFindings.PolicyNone, $"{policy.Tag ?? "p"}=none holds for {walk.Domain}, from {place}.");
        }

        var isOrganizational = walk.OrganizationalDomain is null || step.Domain == walk.OrganizationalDomain || record.Psd == DmarcPsd.PublicSuffix;
        var weaker = new[] { ("sp", record.SubdomainPolicy), ("np", record.NonexistentPolicy) }.Where(p => p.Item2 < record.Policy).Select(static p => $"{p.Item1}={p.Item2.ToString()!.ToLowerInvariant()}").ToList();
        if (!isOrganizational && (record.SubdomainPolicy is not null || record.NonexistentPolicy is not null))
        {
            findings.Add(DmarcFindings.SubdomainPolicyIgnored, $"The organizational domain of {step.Domain} is {walk.OrganizationalDomain}.");
        }
        else if (weaker.Count > 0)
        {
            findings.Add(DmarcFindings.SubdomainsUnprotected, $"{place} has p={record.Policy.ToString()!.ToLowerInvariant()} and {string.Join(" and ", weaker)}.");
        }

        if (record.IsTesting && policy.Policy > DmarcPolicy.None)
        {
            findings.Add(DmarcFindings.Testing, $"{place} has {policy.Tag}={policy.Policy.ToString()!.ToLowerInvariant()} and t=y.");
        }
    }

    private void JudgeReports(DmarcWalkStep step, DmarcRecord record, IReadOnlyList<DmarcReportDestination> destinations)
    {
        if (record.AggregateReports.Count == 0)
        {
            findings.Add(DmarcFindings.NoReports, $"_dmarc.{step.Domain} has no rua.");
        }

        if (record.FailureReports.Count == 0 && record.Tags.Any(static tag => tag.Name == "fo"))
        {
            findings.Add(DmarcFindings.FailureOptionsIgnored, $"_dmarc.{step.Domain} has fo={string.Join(":", record.FailureOptions)} and no ruf.");
        }

        foreach (var (tag, uris) in new[] { ("rua", record.AggregateReports), ("ruf", record.FailureReports) }.Where(static pair => pair.Item2.Count > SureReportAddresses))
        {
            findings.Add(DmarcFindings.ManyReportAddresses, $"_dmarc.{step.Domain} has {uris.Count} in {tag}.");
        }

        foreach (var destination in destinations)
        {
            var kind = destination.Authorization switch
            {
                DmarcReportAuthorization.NotAuthorized => DmarcFindings.ReportsNotAuthorized,
                DmarcReportAuthorization.Unknown => DmarcFindings.ReportsUnknown,
                DmarcReportAuthorization.NotChecked when destination.Uri.Fault is null => DmarcFindings.ReportsUnsupported,
                _ => null,
            };
            if (kind is not null)
            {
                findings.Add(kind, $"{destination.Tag}={destination.Uri}: {destination.Detail}");
            }

            if (destination.AcceptsMail == false)
            {
                findings.Add(DmarcFindings.ReportHostTakesNoMail, $"{destination.Tag}={destination.Uri}: {destination.Uri.Host} takes no mail.");
            }
        }
    }

    private static bool IsLookalike(string text)
    {
        var start = new string([.. text.Where(static c => c is not (' ' or '"' or '\t')).Take(8)]);
        return !DmarcRecordParser.IsDmarc(text) && (start.StartsWith("v=dmarc", StringComparison.OrdinalIgnoreCase) || start.StartsWith("dmarc1", StringComparison.OrdinalIgnoreCase) || start.StartsWith("p=", StringComparison.Ordinal));
    }

    private static string Quoted(string text) => text.Length <= MostQuoted ? text : text.Substring(0, MostQuoted) + "...";
}

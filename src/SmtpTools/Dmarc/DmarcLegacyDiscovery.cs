using System.Globalization;

namespace SmtpTools.Dmarc;

/// <summary>Finds the policy in the way of RFC 7489 6.6.3, over the records that the tree walk brought.</summary>
internal sealed class DmarcLegacyDiscovery(IMailDns dns, PublicSuffixList suffixes, CancellationToken cancellation)
{
    private const string Percentage = "pct";
    private const int All = 100;

    public DmarcRfc7489Policy Find(DmarcWalk walk, DmarcDiscovery current)
    {
        var organization = suffixes.OrganizationalDomainOf(walk.Domain);
        var own = walk.Steps[0];

        // Only a domain without any record has that of its organizational domain; several records end the search.
        var step = own.Error is not null || own.Texts.Count > 0 || organization == walk.Domain ? own
            : walk.Steps.FirstOrDefault(s => s.Domain == organization) ?? DmarcWalk.Look(dns, organization, cancellation);
        var (status, detail) = Judge(walk.Domain, organization, step);
        var record = status == DomainRecordStatus.Found ? step.Record : null;
        var (tag, policy) = record is null || !ArePoliciesValid(record) ? (null, record is null ? (DmarcPolicy?)null : DmarcPolicy.None)
            : step != own && record.SubdomainPolicy is { } subdomains ? ("sp", subdomains)
            : ("p", record.Policy);
        var percentage = record is null ? All : PercentageOf(record);
        return new DmarcRfc7489Policy
        {
            PublicSuffix = suffixes.Find(walk.Domain),
            OrganizationalDomain = organization,
            Status = status,
            Detail = detail,
            Record = record,
            PolicyDomain = record is null ? null : step.Domain,
            PolicyTag = tag,
            Policy = policy,
            Percentage = percentage,
            Differs = step.Error is null
                && ((walk.OrganizationalDomain is { } walked && organization != walked)
                    || (record is null ? null : step.Domain, policy) != (current.Status == DomainRecordStatus.Found ? current.Step?.Domain : null, current.EffectivePolicy)
                    || (policy > DmarcPolicy.None && percentage < All)),
        };
    }

    private static (DomainRecordStatus Status, string? Detail) Judge(string domain, string organization, DmarcWalkStep step) =>
        step.Error is not null ? (step.Status, step.Error)
        : step.Texts.Count > 1 ? (DomainRecordStatus.Invalid, $"{step.Domain} has {step.Texts.Count} DMARC records, so that DMARC is not applied (RFC 7489 6.6.3).")
        : step.Record is not { } record ? (DomainRecordStatus.NotFound, domain == organization ? $"{domain} has no DMARC record." : $"Neither {domain} nor {organization} has a DMARC record.")
        : ArePoliciesValid(record) || record.AggregateReports.Any(static uri => uri.Fault is null) ? (DomainRecordStatus.Found, null)
        : (DomainRecordStatus.Invalid, $"The record of {step.Domain} has no valid policy and asks for no reports, so that DMARC is not applied (RFC 7489 6.6.3).");

    /// <summary>np is not known, so that a wrong one does no harm.</summary>
    private static bool ArePoliciesValid(DmarcRecord record) =>
        record.Policy is not null && (record.SubdomainPolicy is not null || record.Tags.All(static tag => tag.Name != "sp"));

    private static int PercentageOf(DmarcRecord record) =>
        record.Tags.FirstOrDefault(static tag => tag.Name == Percentage) is { } tag
        && int.TryParse(tag.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= All ? value : All;
}

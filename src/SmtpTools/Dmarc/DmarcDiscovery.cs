using SmtpTools.Dns;

namespace SmtpTools.Dmarc;

/// <summary>Which record of a walk applies to the domain, and which of its policies (RFC 9989 4.10.1).</summary>
internal sealed class DmarcDiscovery
{
    public required DomainRecordStatus Status { get; init; }

    public string? Detail { get; init; }

    /// <summary>Where the record that applies stands, also where it is so wrong that nobody applies it; null where there is none.</summary>
    public DmarcWalkStep? Step { get; init; }

    public bool? DomainExists { get; init; }

    public string? Tag { get; init; }

    public DmarcPolicy? Policy { get; init; }

    public DmarcPolicy? EffectivePolicy { get; init; }

    /// <summary>The organizational domain of the domain that the record stands at: that of the walk, unless it is the public suffix itself.</summary>
    public string? OrganizationOf(DmarcWalk walk) => Step == walk.PublicSuffix ? Step?.Domain : walk.OrganizationalDomain;

    public static DmarcDiscovery Of(IMailDns dns, DmarcWalk walk, CancellationToken cancellation)
    {
        var own = walk.Steps[0];
        if (own.Record is not null)
        {
            return Apply(own, null);
        }

        if ((own.Error is null ? walk.Failure : own) is { } failure)
        {
            return new DmarcDiscovery { Status = failure.Status, Detail = failure.Error };
        }

        // The organizational domain's record, else that of the public suffix above it.
        var step = walk.Steps.FirstOrDefault(s => s.Domain == walk.OrganizationalDomain && s.Record is not null) ?? walk.PublicSuffix;
        var exists = dns.Exists(walk.Domain, cancellation);
        return step is not null ? Apply(step, exists)
            : own.Status == DomainRecordStatus.Invalid
            ? new DmarcDiscovery { Status = DomainRecordStatus.Invalid, Detail = $"{own.Domain} has {own.Texts.Count} DMARC records, which are all discarded (RFC 9989 4.10)." }
            : exists == false
            ? new DmarcDiscovery { Status = DomainRecordStatus.NxDomain, DomainExists = exists, Detail = $"{walk.Domain} does not exist, and nothing above it has a DMARC record." }
            : new DmarcDiscovery { Status = DomainRecordStatus.NotFound, DomainExists = exists, Detail = $"Neither {walk.Domain} nor a domain above it has a DMARC record ({walk.Steps.Count} names were asked for)." };
    }

    private static DmarcDiscovery Apply(DmarcWalkStep step, bool? exists)
    {
        var record = step.Record!;
        if (!record.IsApplicable)
        {
            return new DmarcDiscovery
            {
                Status = DomainRecordStatus.Invalid,
                Step = step,
                DomainExists = exists,
                Detail = $"The record of {step.Domain} has no valid policy and asks for no reports, so that nobody applies it (RFC 9989 4.10.1).",
            };
        }

        // A record for the domain itself speaks by p; one from above by np or sp, where it has them.
        var (tag, policy) = record.IsPolicyReplaced ? (null, DmarcPolicy.None)
            : exists == false && record.NonexistentPolicy is { } np ? ("np", np)
            : exists is not null && record.SubdomainPolicy is { } sp ? ("sp", sp)
            : ((string?)"p", record.Policy!.Value);
        return new DmarcDiscovery
        {
            Status = DomainRecordStatus.Found,
            Step = step,
            DomainExists = exists,
            Tag = tag,
            Policy = policy,
            EffectivePolicy = record.IsTesting && policy > DmarcPolicy.None ? policy - 1 : policy,
        };
    }
}

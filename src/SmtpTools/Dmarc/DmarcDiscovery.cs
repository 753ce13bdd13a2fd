using SmtpTools.Dns;

namespace SmtpTools.Dmarc;

/// <summary>Which record of a walk applies to the domain, and which of its policies (RFC 9989 4.10.1).</summary>
internal sealed class DmarcDiscovery
{
    public required DomainRecordStatus Status { get; init; }

    public string? Detail { get; init; }

    /// <summary>Where the record that applies stands, also where it is so wrong that nobody applies it; null where there is none.</summary>
    public DmarcWalkStep? Step { get; init; }

    /// <summary>Whether the domain exists; null where that was not asked for, or could not be told.</summary>
    public bool? DomainExists { get; init; }

    /// <summary>Why another policy than the one taken may hold, in a sentence; null where none may.</summary>
    public string? Doubt { get; init; }

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
            return Apply(own);
        }

        if ((own.Error is null ? walk.Failure : own) is { } failure)
        {
            return new DmarcDiscovery { Status = failure.Status, Detail = failure.Error };
        }

        // The organizational domain's record, else that of the public suffix above it.
        var step = walk.Steps.FirstOrDefault(s => s.Domain == walk.OrganizationalDomain && s.Record is not null) ?? walk.PublicSuffix;
        var exists = dns.Exists(walk.Domain, cancellation);
        return step is not null ? ApplyFromAbove(step, walk.Domain, exists)
            : own.Status == DomainRecordStatus.Invalid
            ? new DmarcDiscovery { Status = DomainRecordStatus.Invalid, Detail = $"{own.Domain} has {own.Texts.Count} DMARC records, which are all discarded (RFC 9989 4.10)." }
            : exists == false
            ? new DmarcDiscovery { Status = DomainRecordStatus.NxDomain, DomainExists = exists, Detail = $"{walk.Domain} does not exist, and nothing above it has a DMARC record." }
            : new DmarcDiscovery { Status = DomainRecordStatus.NotFound, DomainExists = exists, Detail = $"Neither {walk.Domain} nor a domain above it has a DMARC record ({walk.Steps.Count} names were asked for)." };
    }

    /// <summary>A record for the domain itself speaks by p.</summary>
    private static DmarcDiscovery Apply(DmarcWalkStep step) => Apply(step, "p", step.Record!.Policy);

    /// <summary>A record from above speaks by np for what does not exist and by sp for what does, where it has them. Unknown counts as existing.</summary>
    private static DmarcDiscovery ApplyFromAbove(DmarcWalkStep step, string domain, bool? exists)
    {
        var record = step.Record!;
        var existing = record.SubdomainPolicy is { } sp ? (Tag: "sp", Policy: sp) : (Tag: "p", record.Policy);
        var missing = record.NonexistentPolicy is { } np ? (Tag: "np", Policy: np) : existing;
        var (tag, policy) = exists == false ? missing : existing;
        var doubt = exists is null && !record.IsPolicyReplaced && missing.Policy != existing.Policy
            ? $"Whether {domain} exists could not be asked for: {Shown(existing)} holds where it does, {Shown(missing)} where it does not."
            : null;
        return Apply(step, tag, policy, exists, doubt);

        static string Shown((string Tag, DmarcPolicy? Policy) choice) => $"{choice.Tag}={choice.Policy.ToString()!.ToLowerInvariant()}";
    }

    private static DmarcDiscovery Apply(DmarcWalkStep step, string tag, DmarcPolicy? policy, bool? exists = null, string? doubt = null)
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

        var published = record.IsPolicyReplaced ? DmarcPolicy.None : policy!.Value;
        return new DmarcDiscovery
        {
            Status = DomainRecordStatus.Found,
            Step = step,
            DomainExists = exists,
            Doubt = doubt,
            Tag = record.IsPolicyReplaced ? null : tag,
            Policy = published,
            EffectivePolicy = record.IsTesting && published > DmarcPolicy.None ? published - 1 : published,
        };
    }
}

namespace SmtpTools.Dmarc;

/// <summary>
/// What RFC 7489 gives in another way. It looks at the domain and at the organizational domain alone, which it takes from a public suffix
/// list (RFC 7489 3.2, 6.6.3), and knows other tags (RFC 9989 C.5). With a list it is known what it gives; without one, under which
/// condition it would be another thing.
/// </summary>
internal static class DmarcLegacy
{
    public static IReadOnlyList<string> Differences(DmarcWalk walk, DmarcDiscovery policy, DmarcRfc7489Policy? legacy)
    {
        var differences = new List<string>();
        if (legacy is null)
        {
            AddConditions(differences, walk, policy);
        }
        else
        {
            AddFacts(differences, walk, policy, legacy);
        }

        if ((legacy is null ? policy.Step?.Record : legacy.Record) is { } record)
        {
            AddTags(differences, record, legacy is null ? policy.Policy : legacy.Policy);
        }

        return differences;
    }

    private static void AddFacts(List<string> differences, DmarcWalk walk, DmarcDiscovery policy, DmarcRfc7489Policy legacy)
    {
        if (walk.OrganizationalDomain is { } organization && organization != legacy.OrganizationalDomain)
        {
            var suffix = legacy.PublicSuffix;
            var why = suffix.Rule is null ? $"since the public suffix list has no rule for {suffix}" : $"by the rule {suffix.Rule}{(suffix.IsPrivate ? " among the private domains" : string.Empty)} of the public suffix list";
            var effect = IsBelow(organization, legacy.OrganizationalDomain) ? "more" : "fewer";
            differences.Add($"RFC 7489 takes {legacy.OrganizationalDomain} for the organizational domain, {why}, where the tree walk takes {organization}: {effect} domains are aligned with {walk.Domain}.");
        }

        var isFound = policy.Status == DomainRecordStatus.Found;
        if (legacy.Status is DomainRecordStatus.ServerFailure or DomainRecordStatus.Timeout)
        {
            differences.Add($"What RFC 7489 finds is not known: {legacy.Detail}");
        }
        else if (legacy.Record is null)
        {
            if (isFound)
            {
                differences.Add($"RFC 7489 finds no policy, where RFC 9989 finds {Shown(policy.Tag, policy.Policy)} of {policy.Step!.Domain}: {legacy.Detail}");
            }
        }
        else if (!isFound)
        {
            differences.Add($"RFC 7489 finds {Shown(legacy.PolicyTag, legacy.Policy)} of {legacy.PolicyDomain}, where RFC 9989 finds no policy: {policy.Detail}");
        }
        else if ((legacy.PolicyDomain, legacy.Policy) != (policy.Step!.Domain, policy.Policy))
        {
            differences.Add($"RFC 7489 finds {Shown(legacy.PolicyTag, legacy.Policy)} of {legacy.PolicyDomain}, where RFC 9989 finds {Shown(policy.Tag, policy.Policy)} of {policy.Step.Domain}.");
        }
    }

    private static void AddConditions(List<string> differences, DmarcWalk walk, DmarcDiscovery policy)
    {
        var hasSuffix = walk.PublicSuffix is not null;
        if (walk.OrganizationalDomain is { } organization && !hasSuffix)
        {
            if (organization.Split('.').Length > 2)
            {
                var parent = organization.Substring(organization.IndexOf('.') + 1);
                differences.Add($"The tree walk takes {organization} for the organizational domain. RFC 7489 does so only where its public suffix list has {parent}; else it takes a shorter name, aligns more, and looks for a record there.");
            }
            else if (IsBelow(walk.Domain, organization))
            {
                differences.Add($"The tree walk takes {organization} for the organizational domain. RFC 7489 takes a longer name where its public suffix list has {organization} or a name between it and {walk.Domain}.");
            }
        }

        if (policy.Step == walk.PublicSuffix && policy.Step is { } suffix)
        {
            differences.Add($"The record of the public suffix {suffix.Domain} is not used by RFC 7489, for which {walk.Domain} has no policy.");
        }

        if (policy is { Tag: "np", Step.Record: { } record } && (record.SubdomainPolicy ?? record.Policy) != policy.Policy)
        {
            differences.Add($"RFC 7489 does not know np and applies {Shown(record.SubdomainPolicy is null ? "p" : "sp", record.SubdomainPolicy ?? record.Policy)} to this domain, which does not exist.");
        }
    }

    private static void AddTags(List<string> differences, DmarcRecord record, DmarcPolicy? policy)
    {
        if (record.IsTesting && policy > DmarcPolicy.None)
        {
            differences.Add($"RFC 7489 does not know t=y and applies {policy.ToString()!.ToLowerInvariant()} in full.");
        }

        if (record.Tags.FirstOrDefault(static tag => tag.Name == "pct") is { } pct && pct.Value != "100")
        {
            differences.Add($"RFC 7489 applies the policy to {pct.Value} % of the failing messages; RFC 9989 knows no pct and applies it to all.");
        }

        if (record.Tags.Count > 1 && record.Policy is not null && record.Tags[1].Name != "p")
        {
            differences.Add("RFC 7489 wants p to be the second tag, and some receivers pass over a record where it is not.");
        }
    }

    private static bool IsBelow(string domain, string parent) => domain.EndsWith("." + parent, StringComparison.Ordinal);

    private static string Shown(string? tag, DmarcPolicy? policy) => $"{tag ?? "p"}={policy.ToString()!.ToLowerInvariant()}";
}

namespace SmtpTools.Dmarc;

/// <summary>
/// What RFC 7489 gives in another way. It looks at the domain and at the organizational domain alone, which it takes from a public suffix
/// list (RFC 7489 3.2, 6.6.3), and knows other tags (RFC 9989 C.5).
/// </summary>
internal static class DmarcLegacy
{
    public static IReadOnlyList<string> Differences(DmarcWalk walk, DmarcDiscovery policy)
    {
        var differences = new List<string>();
        if (walk.OrganizationalDomain is { } organization)
        {
            AddOrganization(differences, walk, organization);
        }

        if (policy.Step == walk.PublicSuffix && policy.Step is { } suffix)
        {
            differences.Add($"The record of the public suffix {suffix.Domain} is not used by RFC 7489, for which {walk.Domain} has no policy.");
        }

        if (policy.Step?.Record is { } record)
        {
            AddTags(differences, record, policy);
        }

        return differences;
    }

    private static void AddOrganization(List<string> differences, DmarcWalk walk, string organization)
    {
        var labels = organization.Split('.').Length;
        var hasSuffix = walk.PublicSuffix is not null;
        if (labels > 2 && !hasSuffix)
        {
            var parent = organization.Substring(organization.IndexOf('.') + 1);
            differences.Add($"The tree walk takes {organization} for the organizational domain. RFC 7489 does so only where its public suffix list has {parent}; else it takes a shorter name, aligns more, and looks for a record there.");
        }
        else if (labels < walk.Domain.Split('.').Length && !hasSuffix)
        {
            differences.Add($"The tree walk takes {organization} for the organizational domain. RFC 7489 takes a longer name where its public suffix list has {organization} or a name between it and {walk.Domain}.");
        }
    }

    private static void AddTags(List<string> differences, DmarcRecord record, DmarcDiscovery policy)
    {
        if (record.IsTesting && policy.Policy > DmarcPolicy.None)
        {
            differences.Add($"RFC 7489 does not know t=y and applies {policy.Policy.ToString()!.ToLowerInvariant()} in full.");
        }

        if (policy.Tag == "np" && (record.SubdomainPolicy ?? record.Policy) != policy.Policy)
        {
            differences.Add($"RFC 7489 does not know np and applies {(record.SubdomainPolicy is null ? "p" : "sp")}={(record.SubdomainPolicy ?? record.Policy).ToString()!.ToLowerInvariant()} to this domain, which does not exist.");
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
}

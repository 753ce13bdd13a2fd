using SmtpTools.Dns;

namespace SmtpTools.Dmarc;

/// <summary>Judges one message: alignment, result and disposition (RFC 9989 4.10.2, 5.3).</summary>
internal sealed class DmarcMessageCheck(IMailDns dns, PublicSuffixList? suffixes, CancellationToken cancellation)
{
    /// <summary>The most DKIM signatures that are looked at (RFC 6376 8.4).</summary>
    internal const int MaxSignatures = 20;

    private readonly Dictionary<string, DmarcWalk> _walks = new(StringComparer.OrdinalIgnoreCase);

    public DmarcVerdict Judge(DmarcIdentifiers message, DmarcPolicyResult policy)
    {
        DmarcResult? legacy = policy.Rfc7489 is null ? null : new DmarcLegacyMessageCheck(suffixes!).Judge(message, policy.Rfc7489, policy.AsciiDomain!);
        DmarcVerdict Verdict(DmarcResult result, IReadOnlyList<string> reasons, IReadOnlyList<DmarcAlignedIdentifier>? identifiers = null) => new()
        {
            Rfc7489Result = legacy,
            FromDomain = policy.AsciiDomain ?? policy.Domain,
            Result = result,
            Disposition = result == DmarcResult.Fail ? policy.EffectivePolicy ?? DmarcPolicy.None : DmarcPolicy.None,
            Policy = policy,
            Identifiers = identifiers ?? [],
            Reasons = legacy is null || legacy == result ? reasons : reasons.Append($"A receiver that follows RFC 7489 gives {legacy}: {policy.Rfc7489}.").ToArray(),
        };

        if (policy.Status != DomainRecordStatus.Found || policy.Record is not { } record)
        {
            return Verdict(policy.Status switch
            {
                DomainRecordStatus.Timeout or DomainRecordStatus.ServerFailure => DmarcResult.TempError,
                DomainRecordStatus.InvalidDomain => DmarcResult.PermError,
                _ => DmarcResult.None,
            }, [policy.Detail ?? policy.ToString()]);
        }

        var identifiers = new List<DmarcAlignedIdentifier>();
        if (message.SpfDomain is { Length: > 0 } spfDomain)
        {
            identifiers.Add(Align("spf", spfDomain, null, message.SpfResult == SpfResult.Pass, record.SpfAlignment, policy));
        }

        identifiers.AddRange(message.Dkim.Take(MaxSignatures).Select(d => Align("dkim", d.Domain, d.Selector, d.IsPass, record.DkimAlignment, policy)));

        var reasons = identifiers.ConvertAll(static i => i.Reason);
        if (identifiers.Count == 0)
        {
            reasons.Add("The message has neither an SPF domain nor a DKIM signature.");
        }

        if (message.Dkim.Count > MaxSignatures)
        {
            reasons.Add($"The message has {message.Dkim.Count} DKIM signatures, of which the first {MaxSignatures} were looked at (RFC 6376 8.4).");
        }

        var authenticated = identifiers.FindAll(static i => i.IsAuthenticated);
        if (authenticated.Exists(static i => i.IsAligned == true))
        {
            return Verdict(DmarcResult.Pass, reasons, identifiers);
        }

        // What SPF and DNS could not say may be a pass, so that the message has not failed (RFC 9989 5.3.6).
        if (authenticated.Exists(static i => i.IsAligned is null))
        {
            return Verdict(DmarcResult.TempError, reasons, identifiers);
        }

        if (message.SpfResult == SpfResult.TempError && identifiers.Exists(static i => i is { Mechanism: "spf", IsAligned: not false }))
        {
            reasons.Add("SPF came to no result for a domain that is aligned.");
            return Verdict(DmarcResult.TempError, reasons, identifiers);
        }

        reasons.Add(record.IsPolicyReplaced
            ? $"The record of {policy.PolicyDomain} has no valid policy, and counts as p=none (RFC 9989 4.10.1)."
            : $"The policy of {policy.PolicyDomain} is {policy.PolicyTag}={policy.Policy.ToString()!.ToLowerInvariant()}{(policy.Policy == policy.EffectivePolicy ? string.Empty : ", which is tested (t=y), so that one level less is to be applied")}.");
        if (policy.Doubt is not null)
        {
            reasons.Add(policy.Doubt);
        }

        return Verdict(DmarcResult.Fail, reasons, identifiers);
    }

    private DmarcAlignedIdentifier Align(string mechanism, string text, string? selector, bool isPass, DmarcAlignment mode, DmarcPolicyResult policy)
    {
        var from = policy.AsciiDomain!;
        var domain = QueryName.TryParse(text, out var name, out _) ? name.Ascii : null;
        var (isAligned, organization, reason) = domain is null ? (false, null, $"{text} is not a domain name.")
            : domain == from ? (true, null, $"{domain} is the From domain.")
            : mode == DmarcAlignment.Strict ? (false, null, $"{domain} is not the From domain {from}, which the record asks for ({(mechanism == "spf" ? "aspf" : "adkim")}=s).")
            : Relaxed(domain, from, policy.OrganizationalDomain);
        return new DmarcAlignedIdentifier
        {
            Mechanism = mechanism,
            Domain = domain ?? text,
            Selector = selector,
            IsAuthenticated = isPass,
            Mode = mode,
            OrganizationalDomain = organization,
            IsAligned = isAligned,
            Reason = $"{mechanism}{(isPass ? string.Empty : " (not authenticated)")}: {reason}",
        };
    }

    private (bool? IsAligned, string? Organization, string Reason) Relaxed(string domain, string from, string? fromOrganization)
    {
        if (!_walks.TryGetValue(domain, out var walk))
        {
            _walks.Add(domain, walk = DmarcWalk.Of(dns, domain, cancellation));
        }

        var organization = walk.OrganizationalDomain;
        return organization is null || fromOrganization is null
            ? (null, organization, $"Whether {domain} is aligned with {from} is not known: {walk.Failure?.Error ?? $"the organizational domain of {from} could not be told."}")
            : organization == fromOrganization ? (true, organization, $"{domain} and {from} have the organizational domain {organization}.")
            : (false, organization, $"{domain} has the organizational domain {organization}, and {from} has {fromOrganization}.");
    }
}

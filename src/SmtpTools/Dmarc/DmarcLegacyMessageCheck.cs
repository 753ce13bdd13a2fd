using SmtpTools.Dns;

namespace SmtpTools.Dmarc;

/// <summary>The result of a message in the way of RFC 7489: the same alignment, over organizational domains of a public suffix list (RFC 7489 3.1, 6.6.2).</summary>
internal sealed class DmarcLegacyMessageCheck(PublicSuffixList suffixes)
{
    public DmarcResult Judge(DmarcIdentifiers message, DmarcRfc7489Policy policy, string from)
    {
        if (policy.Record is not { } record)
        {
            return policy.Status is DomainRecordStatus.Timeout or DomainRecordStatus.ServerFailure ? DmarcResult.TempError : DmarcResult.None;
        }

        bool IsAligned(string? domain, DmarcAlignment mode) => domain is { Length: > 0 } && QueryName.TryParse(domain, out var name, out _)
            && (name.Ascii == from || (mode == DmarcAlignment.Relaxed && suffixes.OrganizationalDomainOf(name.Ascii) == policy.OrganizationalDomain));

        var isSpfAligned = IsAligned(message.SpfDomain, record.SpfAlignment);
        return (isSpfAligned && message.SpfResult == SpfResult.Pass) || message.Dkim.Take(DmarcMessageCheck.MaxSignatures).Any(d => d.IsPass && IsAligned(d.Domain, record.DkimAlignment)) ? DmarcResult.Pass
            : isSpfAligned && message.SpfResult == SpfResult.TempError ? DmarcResult.TempError
            : DmarcResult.Fail;
    }
}

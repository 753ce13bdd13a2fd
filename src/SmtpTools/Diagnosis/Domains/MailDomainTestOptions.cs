namespace SmtpTools;

/// <summary>What a test of a domain looks at.</summary>
public sealed class MailDomainTestOptions
{
    /// <summary>The DKIM selectors to look for; common ones where empty.</summary>
    public IReadOnlyList<string> DkimSelectors { get; init; } = [];

    /// <summary>The BIMI selector.</summary>
    public string BimiSelector { get; init; } = BimiEvaluator.DefaultSelector;

    /// <summary>Whether nothing is fetched over HTTPS, so that MTA-STS and BIMI are left out.</summary>
    public bool DnsOnly { get; init; }

    /// <summary>Whether the domain is to send and to take no mail, so that everything that says otherwise is a finding.</summary>
    public bool IsParked { get; init; }

    /// <summary>The hosts that may be mail exchangers, and the domains whose hosts may; all where empty.</summary>
    public IReadOnlyList<string> ApprovedMailExchangers { get; init; } = [];

    /// <summary>The hosts that may serve the zone, and the domains whose hosts may; all where empty.</summary>
    public IReadOnlyList<string> ApprovedNameServers { get; init; } = [];

    /// <summary>The list by which it is told what receivers find that follow RFC 7489; null for none.</summary>
    public PublicSuffixList? PublicSuffixes { get; init; }
}

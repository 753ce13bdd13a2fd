namespace SmtpTools;

/// <summary>The DMARC policy that holds for mail from one domain, and where it comes from (RFC 9989 4.10.1).</summary>
public sealed class DmarcPolicyResult : DomainRecordResult
{
    internal DmarcPolicyResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => DmarcFindings.Check;

    /// <summary>The record that applies; null where none does.</summary>
    public DmarcRecord? Record { get; init; }

    /// <summary>The domain that the record stands at; null where none applies.</summary>
    public string? PolicyDomain { get; init; }

    /// <summary>Whether the record is not the domain's own but that of its organizational domain or public suffix.</summary>
    public bool IsInherited => PolicyDomain is not null && PolicyDomain != AsciiDomain;

    /// <summary>The organizational domain (RFC 9989 4.10.2); null where a question that decides it could not be put.</summary>
    public string? OrganizationalDomain { get; init; }

    /// <summary>
    /// Whether the domain exists in DNS, which decides between sp and np (RFC 9989 3.2.13). Null where that was not needed, or is not known: then
    /// the domain is taken to exist, and a finding says so where np would be another policy.
    /// </summary>
    public bool? DomainExists { get; init; }

    /// <summary>The tag that the policy is taken from: <c>p</c>, <c>sp</c> or <c>np</c>; null where none applies or a wrong record counts as p=none.</summary>
    public string? PolicyTag { get; init; }

    /// <summary>The policy that is published for the domain; null where no record applies.</summary>
    public DmarcPolicy? Policy { get; init; }

    /// <summary>The policy to apply: one level less than the published one where the owner tests it (t=y); null where no record applies.</summary>
    public DmarcPolicy? EffectivePolicy { get; init; }

    /// <summary>Why another policy than the one taken may hold, in a sentence; null where none may.</summary>
    internal string? Doubt { get; init; }

    /// <summary>Where reports are to go, and whether they may.</summary>
    public IReadOnlyList<DmarcReportDestination> ReportDestinations { get; init; } = [];

    /// <summary>The questions of the tree walk, in order.</summary>
    public IReadOnlyList<DmarcWalkStep> TreeWalk { get; init; } = [];

    /// <summary>
    /// Where receivers that still follow RFC 7489 and a public suffix list act in another way, in sentences. Where no such list was given only
    /// what follows from the names and the record is told, and what the list decides under which condition it would be another thing.
    /// </summary>
    public IReadOnlyList<string> Rfc7489Differences { get; init; } = [];

    /// <summary>What a receiver that follows RFC 7489 finds; null where no list of public suffixes was given.</summary>
    public DmarcRfc7489Policy? Rfc7489 { get; init; }
}

namespace SmtpTools;

/// <summary>
/// What a receiver that follows RFC 7489 finds for the same domain: it looks at the domain, then at the organizational domain that a list of
/// public suffixes gives, and nowhere else (RFC 7489 3.2, 6.6.3).
/// </summary>
public sealed class DmarcRfc7489Policy
{
    internal DmarcRfc7489Policy()
    {
    }

    /// <summary>The public suffix, with the list's rule for it.</summary>
    public required PublicSuffix PublicSuffix { get; init; }

    /// <summary>The organizational domain: the public suffix and one label more.</summary>
    public required string OrganizationalDomain { get; init; }

    /// <summary>Whether there is a record that such a receiver applies.</summary>
    public required DomainRecordStatus Status { get; init; }

    /// <summary>Why there is none, in a sentence; null where there is one.</summary>
    public string? Detail { get; init; }

    /// <summary>The record; null where none applies.</summary>
    public DmarcRecord? Record { get; init; }

    /// <summary>The domain that the record stands at; null where none applies.</summary>
    public string? PolicyDomain { get; init; }

    /// <summary>The tag that the policy is taken from: <c>p</c> or <c>sp</c>; null where none applies or a wrong record counts as p=none.</summary>
    public string? PolicyTag { get; init; }

    /// <summary>The policy that is applied, whatever t says; null where no record applies.</summary>
    public DmarcPolicy? Policy { get; init; }

    /// <summary>The share of the failing messages that the policy is applied to, in percent (RFC 7489 6.3, pct).</summary>
    public int Percentage { get; init; } = 100;

    /// <summary>Whether the organizational domain, the record or the policy to apply is another one than by RFC 9989; false where that is not known.</summary>
    public bool Differs { get; init; }

    /// <summary>The policy and its place, or why there is none.</summary>
    /// <returns>Such as <c>sp=reject of example.com, organizational domain example.com</c>.</returns>
    public override string ToString() =>
        $"{(Policy is null ? Status.ToString() : $"{PolicyTag ?? "p"}={Policy.ToString()!.ToLowerInvariant()} of {PolicyDomain}")}, organizational domain {OrganizationalDomain}";
}

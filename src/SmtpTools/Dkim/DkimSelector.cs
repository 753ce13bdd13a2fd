namespace SmtpTools;

/// <summary>What stands under one selector of a domain (RFC 6376 3.1, 3.6.2).</summary>
public sealed class DkimSelector
{
    internal DkimSelector()
    {
    }

    /// <summary>The selector.</summary>
    public required string Selector { get; init; }

    /// <summary>The name that was asked for: the selector, <c>_domainkey</c> and the domain.</summary>
    public required string Name { get; init; }

    /// <summary>Whether there is a key, or why that is not known.</summary>
    public required DomainRecordStatus Status { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where the status is Found.</summary>
    public string? Detail { get; init; }

    /// <summary>The key record; null where there is none, or several.</summary>
    public DkimKeyRecord? Record { get; init; }

    /// <summary>The names that the name is an alias of, in order: often those of the service that signs for the domain.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether the same record stands under any selector, by a wildcard.</summary>
    public bool IsWildcard { get; init; }

    /// <summary>What is wrong, where the status is Invalid and no record could be read.</summary>
    internal FindingKind? Fault { get; init; }

    /// <summary>The key's type; null where there is no key.</summary>
    public string? KeyType => Record?.KeyType;

    /// <summary>The key's length in bits; null where there is no key that could be read.</summary>
    public int? KeyBits => Record?.KeyBits;

    /// <summary>Whether signatures by this key can verify: it is there, well-formed, for mail, not revoked and not too weak (RFC 8301 3.2).</summary>
    public bool IsUsable => Status == DomainRecordStatus.Found && Record is { IsRevoked: false, IsForEmail: true } record
        && (record.KeyType == "ed25519" || (record.KeyType == "rsa" && record.KeyBits >= DkimEvaluator.MinRsaBits))
        && (record.HashAlgorithms.Count == 0 || record.HashAlgorithms.Contains("sha256"));

    /// <summary>The selector and its status.</summary>
    /// <returns>Such as <c>s1: Found rsa 2048</c>.</returns>
    public override string ToString() => Record is null ? $"{Selector}: {Status}" : $"{Selector}: {Status} {KeyType} {KeyBits}".TrimEnd();
}

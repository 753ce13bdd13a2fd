namespace SmtpTools.Dkim;

/// <summary>What a search for a domain's keys brought.</summary>
internal sealed class DkimSearchResult
{
    /// <summary>What stands under the selectors.</summary>
    public required IReadOnlyList<DkimSelector> Keys { get; init; }

    /// <summary>The selectors that were tried.</summary>
    public required IReadOnlyList<string> Tried { get; init; }

    /// <summary>The answers that stand behind the keys, or behind their absence.</summary>
    public required IReadOnlyList<DnsAnswer> Answers { get; init; }

    /// <summary>The question that failed so that the rest was not asked; null where none did.</summary>
    public DnsAnswer? Failure { get; init; }

    /// <summary>Whether there is no name below _domainkey, so that no selector can have a key.</summary>
    public bool NothingBelow { get; init; }

    /// <summary>Whether the domain itself does not exist.</summary>
    public bool DomainIsMissing { get; init; }
}

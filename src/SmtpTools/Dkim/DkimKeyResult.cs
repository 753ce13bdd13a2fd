namespace SmtpTools;

/// <summary>The DKIM keys of one domain that were found (RFC 6376 3.6).</summary>
public sealed class DkimKeyResult : DomainRecordResult
{
    internal DkimKeyResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => DkimFindings.Check;

    /// <summary>What stands under the selectors: all that were named, or those of the common ones that have something.</summary>
    public IReadOnlyList<DkimSelector> Keys { get; init; } = [];

    /// <summary>The selectors that were tried.</summary>
    public IReadOnlyList<string> TriedSelectors { get; init; } = [];

    /// <summary>Whether the selectors were a list of common ones, so that others may exist.</summary>
    public bool IsGuess { get; init; }
}

namespace SmtpTools;

/// <summary>The SPF record of one domain, what it leads to, and what is wrong with it (RFC 7208).</summary>
public sealed class SpfRecordResult : DomainRecordResult
{
    internal SpfRecordResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => SpfFindings.Check;

    /// <summary>The record; null where there is none, or several.</summary>
    public SpfRecord? Record { get; init; }

    /// <summary>The SPF records as published: one, or none, or the several of which none may be used (RFC 7208 4.5).</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>What the record leads to, every branch; null where there is no record.</summary>
    public SpfNode? Tree { get; init; }

    /// <summary>How many terms with DNS queries a check may come to, of at most 10 (RFC 7208 4.6.4).</summary>
    public int LookupCount => Tree?.LookupCount ?? 0;

    /// <summary>How many of them get an empty answer at most, whichever family the client's address has, of 2 (RFC 7208 4.6.4). The tree has the count of each family.</summary>
    public int VoidLookupCount => Tree?.VoidLookupCount ?? 0;
}

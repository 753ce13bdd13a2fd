namespace SmtpTools;

/// <summary>One question of a DNS tree walk (RFC 9989 4.10).</summary>
public sealed class DmarcWalkStep
{
    internal DmarcWalkStep()
    {
    }

    /// <summary>The domain that was looked at.</summary>
    public required string Domain { get; init; }

    /// <summary>
    /// Whether it has a record. Invalid where it has several, which are all discarded; Found for each single one that starts with
    /// <c>v=DMARC1</c>, whatever its tags are worth.
    /// </summary>
    public required DomainRecordStatus Status { get; init; }

    /// <summary>The record; null where there is none, or several.</summary>
    public DmarcRecord? Record { get; init; }

    /// <summary>The records as published: one, or none, or the several.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Why the question could not be put, in a sentence; null where it could.</summary>
    public string? Error { get; init; }

    internal DnsAnswer<TxtRecord>? Answer { get; init; }

    /// <summary>The domain and what was found.</summary>
    /// <returns>Such as <c>example.com: v=DMARC1; p=none</c>.</returns>
    public override string ToString() => $"{Domain}: {(Texts.Count == 0 ? Status.ToString() : string.Join(" | ", Texts))}";
}

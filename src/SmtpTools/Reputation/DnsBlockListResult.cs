namespace SmtpTools;

/// <summary>What one DNS block list says of one address.</summary>
public sealed class DnsBlockListResult
{
    internal DnsBlockListResult()
    {
    }

    /// <summary>The list's zone, as in <c>zen.spamhaus.org</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>The address.</summary>
    public required string Address { get; init; }

    /// <summary>What the list says.</summary>
    public required DnsBlockListStatus Status { get; init; }

    /// <summary>The answer codes; empty where there are none.</summary>
    public IReadOnlyList<DnsBlockListCode> Codes { get; init; } = [];

    /// <summary>What the list says in words about the entry (its TXT record); null where it says nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where the address is not listed.</summary>
    public string? Detail { get; init; }

    /// <summary>Where the operator explains entries; null where that is not known here.</summary>
    public string? Website { get; init; }

    /// <summary>Whether the address is on the list; null where that is not known.</summary>
    public bool? IsListed => Status switch
    {
        DnsBlockListStatus.Listed => true,
        DnsBlockListStatus.NotListed => false,
        _ => null,
    };

    /// <summary>The list, the address and the status.</summary>
    /// <returns>Such as <c>zen.spamhaus.org 192.0.2.1: NotListed</c>.</returns>
    public override string ToString() => $"{Zone} {Address}: {Status}{(Codes.Count > 0 ? $", {string.Join(", ", Codes)}" : string.Empty)}";
}

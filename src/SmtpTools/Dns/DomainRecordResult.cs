namespace SmtpTools;

/// <summary>What a domain publishes under one standard about its mail: the part that all standards have in common.</summary>
public abstract class DomainRecordResult
{
    private protected DomainRecordResult()
    {
    }

    /// <summary>The standard, as in <c>Spf</c>; findings bear it as their check.</summary>
    public abstract string Standard { get; }

    /// <summary>The domain with U-labels, where it has any. As it was given, where it is not a domain name.</summary>
    public required string Domain { get; init; }

    /// <summary>The domain in ASCII, as DNS was asked for it; null where it is not a domain name.</summary>
    public required string? AsciiDomain { get; init; }

    /// <summary>Whether there is a record, or why that is not known.</summary>
    public required DomainRecordStatus Status { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where the status is Found.</summary>
    public string? Detail { get; init; }

    /// <summary>What is wrong or weak, the gravest first.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether the resolver says that it has verified the record or its absence (the AD flag); "according to <see cref="Resolver"/>".</summary>
    public bool IsAuthentic { get; init; }

    /// <summary>Whether it has, and is trusted: reached over loopback or declared trusted (RFC 4035 4.9.3).</summary>
    public bool IsSecure { get; init; }

    /// <summary>The resolver that answered for the record, as address and port; null where none did.</summary>
    public string? Resolver { get; init; }

    /// <summary>How long the answer about the record may be kept.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>How long all questions about the domain took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether the domain may get another status when it is asked for again: servers failed or did not answer.</summary>
    public bool IsTransient => Status is DomainRecordStatus.ServerFailure or DomainRecordStatus.Timeout;

    /// <summary>The domain, the standard and the status.</summary>
    /// <returns>Such as <c>example.com Spf: Found</c>.</returns>
    public override string ToString() => $"{Domain} {Standard}: {Status}";
}

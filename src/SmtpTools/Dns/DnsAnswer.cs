namespace SmtpTools;

/// <summary>What is known after one DNS question, whatever type of record was asked for. A failure is an outcome, never an exception.</summary>
public abstract class DnsAnswer
{
    private protected DnsAnswer()
    {
    }

    /// <summary>The name that was asked for, in ASCII without a trailing dot.</summary>
    public required string Name { get; init; }

    /// <summary>The record type that was asked for.</summary>
    public abstract DnsRecordType Type { get; }

    /// <summary>What became of the question.</summary>
    public required DnsOutcome Outcome { get; init; }

    /// <summary>The aliases that were followed from <see cref="Name"/>, in order; empty where the name is none.</summary>
    public IReadOnlyList<CnameRecord> Aliases { get; init; } = [];

    /// <summary>The name that the outcome is about: the last alias's target, else <see cref="Name"/> (RFC 6604 2.1).</summary>
    public string CanonicalName => Aliases.Count == 0 ? Name : Aliases[Aliases.Count - 1].Target;

    /// <summary>Whether the aliases lead back to a name that was already met, so that there is no answer (RFC 1034 3.6.2).</summary>
    public bool IsAliasLoop => Aliases.Count > 0 && Aliases.Any(a => string.Equals(a.Name, CanonicalName, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether the resolver says that it has verified the whole answer, aliases and absence included (the AD flag, RFC 4035
    /// 3.2.3). It is the resolver's word, carried over whatever lies between: see <see cref="IsSecure"/>.
    /// </summary>
    public bool IsAuthentic { get; init; }

    /// <summary>Whether the resolver's word counts: it was reached over loopback, or was declared trusted (RFC 4035 4.9.3).</summary>
    public bool IsResolverTrusted { get; init; }

    /// <summary>Whether the answer is verified and the one who says so is trusted. Only this may stand behind a policy (RFC 7672 2.2).</summary>
    public bool IsSecure => IsAuthentic && IsResolverTrusted;

    /// <summary>
    /// How long the answer may be kept: the least of its records' times, aliases included; for an absence what RFC 2308 5 says.
    /// Zero where nothing said so.
    /// </summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>The resolver that gave the answer, as address and port; null where none did.</summary>
    public string? Resolver { get; init; }

    /// <summary>The response code in its registered spelling (NOERROR, NXDOMAIN, SERVFAIL, REFUSED, ...); null where no server answered.</summary>
    public string? ResponseCode { get; init; }

    /// <summary>Why there is no answer, in a sentence; null where there is one.</summary>
    public string? Error { get; init; }

    /// <summary>Whether asking again may give another outcome: the servers failed or did not answer.</summary>
    public bool IsTransient => Outcome is DnsOutcome.ServerFailure or DnsOutcome.Timeout;

    /// <summary>The names that <see cref="Aliases"/> lead to, in order.</summary>
    internal IReadOnlyList<string> AliasTargets => Aliases.Count == 0 ? [] : Aliases.Select(a => a.Target).ToArray();

    /// <summary>
    /// Whether the name that was asked for does not exist. Behind an alias NXDOMAIN is about the last target, and the name itself is there
    /// (RFC 6604 2.1, RFC 2308 2.1).
    /// </summary>
    internal bool IsNameMissing => Outcome == DnsOutcome.NxDomain && Aliases.Count == 0;

    /// <summary>What a failure to answer makes of a record that was asked for.</summary>
    internal DomainRecordStatus FailureStatus => Outcome == DnsOutcome.Timeout ? DomainRecordStatus.Timeout : DomainRecordStatus.ServerFailure;

    /// <summary>The question and its outcome.</summary>
    /// <returns>Such as <c>example.com MX: Found</c>.</returns>
    public override string ToString() => $"{Name} {Type.ToString().ToUpperInvariant()}: {Outcome}";
}

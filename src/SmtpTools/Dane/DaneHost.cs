namespace SmtpTools;

/// <summary>What DNS says about one server's certificate.</summary>
public sealed class DaneHost
{
    internal DaneHost()
    {
    }

    /// <summary>The server's name in ASCII, as the MX record has it or as it was given.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port that the records are for.</summary>
    public required int Port { get; init; }

    /// <summary>What the records come to.</summary>
    public required DaneHostStatus Status { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where the records are usable.</summary>
    public string? Detail { get; init; }

    /// <summary>
    /// The name that the records stand for, which is also one that the certificate may bear: the host's own, or what it is an alias of
    /// (RFC 7672 2.2.2). The host's own where there is no record.
    /// </summary>
    public required string BaseDomain { get; init; }

    /// <summary>The name of the records, such as <c>_25._tcp.mx.example.com</c>.</summary>
    public string TlsaName => DaneEvaluator.NameOf(BaseDomain, Port);

    /// <summary>The records, usable or not.</summary>
    public IReadOnlyList<DaneAssociation> Records { get; init; } = [];

    /// <summary>
    /// The names of which a certificate below a trust anchor (usage 2) must bear one: the base domain; of a mail exchanger that secure MX
    /// records name, the mail domain and what it is an alias of; of a host that was asked for by its name, that name (RFC 7672 3.2.2).
    /// </summary>
    public IReadOnlyList<string> ReferenceNames { get; init; } = [];

    /// <summary>The names that the host's name is an alias of, in order; empty where it is none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How long the records may be kept, or the knowledge that there are none.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>Whether the resolver says that DNSSEC secures the records, or their absence.</summary>
    internal bool IsAuthentic { get; init; }

    /// <summary>Whether it says so and is trusted.</summary>
    internal bool IsSecure { get; init; }

    /// <summary>The resolver that answered last, as address and port; null where none did.</summary>
    public string? Resolver { get; init; }

    /// <summary>Whether senders authenticate this server by DANE.</summary>
    public bool IsProtected => Status == DaneHostStatus.Usable;

    /// <summary>Whether asking again may give another status.</summary>
    public bool IsTransient => Status is DaneHostStatus.ServerFailure or DaneHostStatus.Timeout;

    /// <summary>The host and its status.</summary>
    /// <returns>Such as <c>mx.example.com:25 Usable</c>.</returns>
    public override string ToString() => $"{Host}:{Port} {Status}";
}

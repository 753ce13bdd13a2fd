namespace SmtpTools;

/// <summary>A server's TLSA records against the certificates that it shows (RFC 7672).</summary>
public sealed class ServerDaneFacts
{
    internal ServerDaneFacts()
    {
    }

    /// <summary>What the records come to by themselves.</summary>
    public required DaneHostStatus Status { get; init; }

    /// <summary>What stands behind the status, in a sentence; null where the records are usable.</summary>
    public string? Detail { get; init; }

    /// <summary>The name of the records, such as <c>_25._tcp.mx.example.com</c>.</summary>
    public required string TlsaName { get; init; }

    /// <summary>Each record, and whether the server's certificates match it.</summary>
    public IReadOnlyList<TlsaRecordFacts> Records { get; init; } = [];

    /// <summary>What came of all records together; null where there is none that counts, or no TLS session.</summary>
    public DaneMatchOutcome? Outcome { get; init; }

    /// <summary>Whether a trusted resolver vouches for the domain's MX records, without which DANE protects nobody (RFC 7672 2.2.1); null where no domain was given.</summary>
    public bool? IsMxSecure { get; init; }

    /// <summary>How long the records may be kept.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>The resolver that answered last, as address and port; null where none did.</summary>
    public string? Resolver { get; init; }

    /// <summary>Whether senders with DANE require TLS here: there are records that DNSSEC secures.</summary>
    public bool IsRequired => Status is DaneHostStatus.Usable or DaneHostStatus.Unusable;

    /// <summary>Whether senders with DANE deliver here and know that it is this server.</summary>
    public bool IsAuthenticated => Status == DaneHostStatus.Usable && Outcome == DaneMatchOutcome.Matched;

    /// <summary>The status and the outcome.</summary>
    /// <returns>Such as <c>Usable, Matched</c>.</returns>
    public override string ToString() => Outcome is null ? Status.ToString() : $"{Status}, {Outcome}";
}

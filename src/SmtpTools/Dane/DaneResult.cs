namespace SmtpTools;

/// <summary>What a domain's servers, or one server, promise about their certificates by DANE (RFC 7672).</summary>
public sealed class DaneResult : DomainRecordResult
{
    internal DaneResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => DaneFindings.Id;

    /// <summary>The domain's mail exchangers by preference, or the one server that was asked about.</summary>
    public IReadOnlyList<DaneHost> Hosts { get; init; } = [];

    /// <summary>Whether none of the domain's mail exchangers was left out for their number.</summary>
    internal bool HasAllHosts { get; init; } = true;

    /// <summary>
    /// Whether a trusted resolver vouches for the MX records; without that, DANE protects nobody, since an attacker names other hosts (RFC 7672
    /// 2.2.1). Null where a server was asked about.
    /// </summary>
    public bool? IsMxSecure { get; init; }

    /// <summary>
    /// Whether senders with DANE reach none but authenticated servers: MX records secure, and each host's records usable. False where there are
    /// more hosts than <see cref="DaneEvaluator.MaxHosts"/>.
    /// </summary>
    public bool IsProtected => IsMxSecure != false && HasAllHosts && Hosts.Count > 0 && Hosts.All(static host => host.IsProtected);
}

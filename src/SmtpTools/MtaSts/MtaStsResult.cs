namespace SmtpTools;

/// <summary>What a domain promises by MTA-STS about the servers that take its mail (RFC 8461).</summary>
/// <remarks>
/// The status is Found where record and policy can be used, Invalid where a sender finds something it must not use, and ServerFailure or
/// Timeout where DNS or the policy's server could not be asked.
/// </remarks>
public sealed class MtaStsResult : DomainRecordResult
{
    internal MtaStsResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => MtaStsFindings.Id;

    /// <summary>The TXT record; null where there is none that can be used.</summary>
    public MtaStsRecord? Record { get; init; }

    /// <summary>The texts of all TXT records under the name, those included that are no MTA-STS record.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The policy; null where there is none that can be used.</summary>
    public MtaStsPolicy? Policy { get; init; }

    /// <summary>The policy as it came; null where none came.</summary>
    public string? PolicyText { get; init; }

    /// <summary>How the policy was fetched; null where that was not tried.</summary>
    public HttpsResponse? Fetch { get; init; }

    /// <summary>The domain's mail exchangers against the policy; empty where there is no policy or they are not known.</summary>
    public IReadOnlyList<MtaStsHost> Hosts { get; init; } = [];

    /// <summary>The names that <c>_mta-sts</c> is an alias of, in order: where a provider keeps the record (RFC 8461 8.2).</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The policy's mode; null without a policy.</summary>
    public MtaStsMode? Mode => Policy?.Mode;

    /// <summary>Whether senders with MTA-STS deliver to authenticated servers alone.</summary>
    public bool IsEnforced => Mode == MtaStsMode.Enforce;
}

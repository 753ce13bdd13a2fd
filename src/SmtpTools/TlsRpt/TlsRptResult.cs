namespace SmtpTools;

/// <summary>Where a domain wants reports about TLS to go (RFC 8460).</summary>
public sealed class TlsRptResult : DomainRecordResult
{
    internal TlsRptResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => TlsRptFindings.Id;

    /// <summary>The record; null where there is none that can be used.</summary>
    public TlsRptRecord? Record { get; init; }

    /// <summary>The texts of all TXT records under the name, those included that are no such record.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Where reports go; empty without a record.</summary>
    public IReadOnlyList<string> ReportUris => Record?.ReportUris ?? [];

    /// <summary>The names that <c>_smtp._tls</c> is an alias of, in order.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

namespace SmtpTools;

/// <summary>The logo that a domain wants shown beside its mail (BIMI).</summary>
public sealed class BimiResult : DomainRecordResult
{
    internal BimiResult()
    {
    }

    /// <inheritdoc/>
    public override string Standard => BimiFindings.Id;

    /// <summary>The selector that was asked for.</summary>
    public required string Selector { get; init; }

    /// <summary>The domain under which the record was found: the domain itself or its organizational domain; null where there is none.</summary>
    public string? RecordDomain { get; init; }

    /// <summary>The record; null where there is none that can be used.</summary>
    public BimiRecord? Record { get; init; }

    /// <summary>The logo; null where none was fetched.</summary>
    public SvgProfile? Logo { get; init; }

    /// <summary>How the logo was fetched; null where that was not tried.</summary>
    public HttpsResponse? LogoFetch { get; init; }

    /// <summary>The certificate for the logo; null where none was fetched.</summary>
    public MarkCertificate? Certificate { get; init; }

    /// <summary>How the certificate was fetched; null where that was not tried.</summary>
    public HttpsResponse? CertificateFetch { get; init; }
}

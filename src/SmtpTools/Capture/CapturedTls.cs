namespace SmtpTools;

/// <summary>The TLS of a connection as a listener saw it.</summary>
public sealed class CapturedTls
{
    /// <summary>The protocol version, as in <c>TLS 1.3</c>.</summary>
    public string Protocol { get; init; } = string.Empty;

    /// <summary>The cipher suite.</summary>
    public string CipherSuite { get; init; } = string.Empty;

    /// <summary>The name that the client asked for (SNI); null where it named none, or where the platform does not tell.</summary>
    public string? ServerName { get; init; }

    /// <summary>The client's certificate, or null where it showed none. It was not judged.</summary>
    public CertificateFacts? ClientCertificate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {CipherSuite}";
}

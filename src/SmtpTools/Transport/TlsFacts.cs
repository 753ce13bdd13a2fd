namespace SmtpTools;

/// <summary>What a TLS handshake negotiated and what the server's certificate is worth. Offered, negotiated, trusted and named are separate facts.</summary>
public sealed class TlsFacts
{
    /// <summary>The protocol version, as in <c>TLS 1.3</c>.</summary>
    public string Protocol { get; init; } = string.Empty;

    /// <summary>The cipher suite by its registered name where the platform tells it, else its cipher and key size.</summary>
    public string CipherSuite { get; init; } = string.Empty;

    /// <summary>The name that the certificate was checked against.</summary>
    public string TargetName { get; init; } = string.Empty;

    /// <summary>The server's certificate, or null where it sent none.</summary>
    public CertificateFacts? Certificate
    {
        get => Served is null ? field : Served.Server;
        init;
    }

    /// <summary>The chain as the server sent it, its own certificate first.</summary>
    public IReadOnlyList<CertificateFacts> SentChain
    {
        get => Served is null ? field : Served.Sent;
        init;
    } = [];

    /// <summary>The chain as it was built here, from the server's certificate to the root as far as found.</summary>
    public IReadOnlyList<CertificateFacts> BuiltChain
    {
        get => Served is null ? field : Served.Built;
        init;
    } = [];

    /// <summary>All faults found, also those that were ignored.</summary>
    public CertificateFaults Faults { get; init; }

    /// <summary>The faults that the user asked to pass over and that were there.</summary>
    public CertificateFaults Ignored { get; init; }

    /// <summary>Each fault in words.</summary>
    public IReadOnlyList<string> FaultDetails { get; init; } = [];

    /// <summary>Whether the chain leads to a trusted root and every certificate in it is good.</summary>
    public bool IsChainTrusted => (Faults & ~(CertificateFaults.NameMismatch | CertificateFaults.PinMismatch)) == CertificateFaults.None;

    /// <summary>Whether one of the certificate's names is the one asked for.</summary>
    public bool IsNameMatched => (Faults & (CertificateFaults.NameMismatch | CertificateFaults.Missing)) == CertificateFaults.None;

    /// <summary>Whether a pinned fingerprint matched; null where none was given.</summary>
    public bool? IsPinMatched { get; init; }

    /// <summary>Whether the session is as safe as was asked for without anything passed over.</summary>
    public bool IsVerified => IsPinMatched ?? Faults == CertificateFaults.None;

    /// <summary>Whether the client's certificate was sent.</summary>
    public bool ClientCertificateSent { get; init; }

    /// <summary>
    /// Whether the server took up an earlier session, which spares both sides most of the handshake (RFC 8446 2.2); read from what the server sent.
    /// Null where that does not tell.
    /// </summary>
    public bool? IsResumed { get; init; }

    /// <summary>How long the handshake took.</summary>
    public TimeSpan HandshakeTime { get; init; }

    /// <summary>Where <see cref="Certificate"/> and the chains come from, when a handshake was made; null where they were given.</summary>
    internal Transport.ServedCertificates? Served { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Protocol} {CipherSuite}{(IsResumed == true ? " (resumed)" : string.Empty)}" + (IsVerified ? string.Empty : Ignored != CertificateFaults.None ? $" (ignored: {Ignored})" : $" ({Faults})");
}

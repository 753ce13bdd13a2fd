namespace SmtpTools;

/// <summary>One TLS version, tried by itself.</summary>
/// <param name="Protocol">The version, as in <c>TLS 1.2</c>.</param>
/// <param name="IsAccepted">Whether the server accepts it; null where that could not be found out.</param>
/// <param name="CipherSuite">The cipher suite that was negotiated; null without a handshake.</param>
/// <param name="Detail">Why there was no handshake; null where there was one.</param>
public sealed record TlsVersionFacts(string Protocol, bool? IsAccepted, string? CipherSuite, string? Detail)
{
    /// <summary>
    /// Whether the server knows of secure renegotiation (RFC 5746); null where that is not known, and for TLS 1.3, which has no renegotiation.
    /// </summary>
    public bool? SecureRenegotiation { get; init; }

    /// <summary>Whether it agreed to compress (RFC 3749); null where that is not known, and for TLS 1.3, which has no compression.</summary>
    public bool? Compression { get; init; }

    /// <summary>Whether it binds the session's keys to the handshake (RFC 7627); null where that is not known, and for TLS 1.3, which always does.</summary>
    public bool? ExtendedMasterSecret { get; init; }

    /// <summary>Whether sessions can be taken up again by a ticket (RFC 5077); null where that is not known. TLS 1.3 tells it only under encryption.</summary>
    public bool? SessionTickets { get; init; }

    /// <summary>Whether sessions are given an id to take them up again (RFC 5246 7.4.1.3); null where that is not known, and for TLS 1.3.</summary>
    public bool? SessionIds { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol}: {(IsAccepted switch { true => CipherSuite, false => "not accepted", null => "unknown" })}";
}

namespace SmtpTools;

/// <summary>One TLS version, tried by itself.</summary>
/// <param name="Protocol">The version, as in <c>TLS 1.2</c>.</param>
/// <param name="IsAccepted">Whether the server accepts it; null where that could not be found out.</param>
/// <param name="CipherSuite">The cipher suite that was negotiated; null without a handshake.</param>
/// <param name="Detail">Why there was no handshake; null where there was one.</param>
public sealed record TlsVersionFacts(string Protocol, bool? IsAccepted, string? CipherSuite, string? Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Protocol}: {(IsAccepted switch { true => CipherSuite, false => "not accepted", null => "unknown" })}";
}

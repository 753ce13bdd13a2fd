namespace SmtpTools;

/// <summary>One cipher suite that the server agrees to in one TLS version.</summary>
/// <param name="Protocol">The version, as in <c>TLS 1.2</c>.</param>
/// <param name="Rank">Its place in the server's order of preference, from 1; where the server has none, in ours.</param>
/// <param name="Name">Its registered name.</param>
/// <param name="Code">Its registered number, as in <c>0xC02F</c>.</param>
/// <param name="KeyExchange">How the key is agreed, as in <c>ECDHE x25519</c>, <c>DHE 2048 bits</c>, <c>RSA</c>.</param>
/// <param name="IsForwardSecret">Whether recorded sessions stay closed to who gets the certificate's key later.</param>
/// <param name="Weakness">What is wrong with it; null for nothing.</param>
public sealed record TlsCipherSuiteFacts(string Protocol, int Rank, string Name, string Code, string KeyExchange, bool IsForwardSecret, string? Weakness)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {Name}" + (Weakness is null ? string.Empty : $" ({Weakness})");
}

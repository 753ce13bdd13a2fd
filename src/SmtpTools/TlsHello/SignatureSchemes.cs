namespace SmtpTools.TlsHello;

/// <summary>Signature schemes by the kind of key that makes them (RFC 8446 4.2.3). What a client offers decides which certificate it is shown.</summary>
internal static class SignatureSchemes
{
    /// <summary>PSS with SHA-2 over both kinds of RSA keys, and PKCS #1 with SHA-2 and SHA-1.</summary>
    public static IReadOnlyList<ushort> Rsa { get; } = [0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201];

    /// <summary>The three NIST curves and the brainpool ones, and SHA-1.</summary>
    public static IReadOnlyList<ushort> Ecdsa { get; } = [0x0403, 0x0503, 0x0603, 0x081A, 0x081B, 0x081C, 0x0303, 0x0203];

    /// <summary>Ed25519 and Ed448 (RFC 8422).</summary>
    public static IReadOnlyList<ushort> EdDsa { get; } = [0x0807, 0x0808];

    /// <summary>DSA with SHA-2 and SHA-1, which ended with TLS 1.2.</summary>
    public static IReadOnlyList<ushort> Dsa { get; } = [0x0402, 0x0502, 0x0602, 0x0202];

    /// <summary>All of them, in the order of a current client.</summary>
    public static IReadOnlyList<ushort> All { get; } = [.. Ecdsa, .. EdDsa, .. Rsa, .. Dsa];
}

namespace SmtpTools.TlsHello;

/// <summary>One cipher suite, and what its registered name says of it.</summary>
internal sealed class CipherSuite(ushort code, string name)
{
    private const string With = "_WITH_";
    private const string Prefix = "TLS_";

    private static readonly string[] s_sharedSecrets = ["PSK", "SRP", "KRB5", "ECCPWD"];

    // In TLS 1.2 and later alone: authenticated encryption, and hashes other than those of the older versions (RFC 5246 7.4.1.4, RFC 5288 4).
    private static readonly string[] s_newer = ["_GCM", "_CCM", "POLY1305", "_SHA256", "_SHA384", "_OMAC", "_IMIT"];

    public ushort Code { get; } = code;

    public string Name { get; } = name;

    /// <summary>A suite of TLS 1.3 names no key exchange (RFC 8446 B.4).</summary>
    public bool IsTls13 { get; } = !name.Contains(With);

    /// <summary>What stands before the cipher: <c>ECDHE_RSA</c>. Empty in TLS 1.3.</summary>
    private string Exchange => IsTls13 ? string.Empty : Name.Substring(Prefix.Length, Name.IndexOf(With, StringComparison.Ordinal) - Prefix.Length);

    /// <summary>How the key is agreed, as in <c>ECDHE</c>.</summary>
    public string KeyExchange => IsTls13 ? "(EC)DHE" : Exchange.Split('_')[0];

    /// <summary>Whose signature, or key, proves the server: <c>RSA</c>, <c>ECDSA</c>, <c>DSS</c>, <c>anon</c>; empty where the certificate may be any.</summary>
    public string Authentication => IsTls13 ? string.Empty : Exchange.Replace("_EXPORT", string.Empty).Split('_') is { Length: > 1 } parts ? parts[1] : KeyExchange;

    /// <summary>Whether a key that gets known later opens no session of before: the ephemeral exchanges.</summary>
    public bool IsForwardSecret => IsTls13 || IsEphemeral || IsAnonymous;

    public bool IsEphemeral => KeyExchange is "ECDHE" or "DHE";

    public bool IsAnonymous => Authentication == "anon";

    public bool IsExport => Name.Contains("_EXPORT");

    public bool EncryptsNothing => Name.Contains("_NULL_") || Name.EndsWith("_NULL", StringComparison.Ordinal) || Name is "TLS_SHA256_SHA256" or "TLS_SHA384_SHA384";

    public bool IsRc4 => Name.Contains("_RC4_");

    /// <summary>Keys of 56 bits or fewer.</summary>
    public bool IsDes => Name.Contains("_DES_") || Name.Contains("_DES40_") || Name.Contains("_RC2_");

    /// <summary>Blocks of 64 bits: after some gigabytes under one key two are alike, and tell something (CVE-2016-2183).</summary>
    public bool HasSmallBlocks => Name.Contains("_3DES_") || Name.Contains("_IDEA_");

    /// <summary>Encryption and authentication in one (RFC 5116).</summary>
    public bool IsAead => !EncryptsNothing && (Name.Contains("_GCM") || Name.Contains("_CCM") || Name.Contains("POLY1305"));

    /// <summary>Whether both sides have to have a secret in common before: not among what a mail server offers to everybody.</summary>
    public bool NeedsSharedSecret => Array.Exists(s_sharedSecrets, secret => Name.Contains(secret));

    /// <summary>Whether it can be negotiated in a version.</summary>
    public bool IsFor(TlsVersion version) => version switch
    {
        TlsVersion.Tls13 => IsTls13,
        TlsVersion.Tls12 => !IsTls13,
        TlsVersion.Ssl30 => !IsTls13 && !IsNewer && !Name.Contains("_EC"),
        _ => !IsTls13 && !IsNewer,
    };

    private bool IsNewer => Array.Exists(s_newer, mark => Name.Contains(mark));

    public override string ToString() => Name;
}

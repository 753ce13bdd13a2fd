namespace SmtpTools.TlsHello;

/// <summary>The field's names for numbers on the wire.</summary>
internal static class TlsRegistry
{
    /// <summary>The groups of key exchange in the order in which a current client prefers them (RFC 8446 4.2.7, RFC 7919, RFC 9847 for the hybrid ones).</summary>
    public static IReadOnlyList<(ushort Code, string Name)> Groups { get; } =
    [
        (0x11EC, "X25519MLKEM768"), (0x11EB, "SecP256r1MLKEM768"), (0x11ED, "SecP384r1MLKEM1024"),
        (29, "x25519"), (23, "secp256r1"), (30, "x448"), (24, "secp384r1"), (25, "secp521r1"),
        (31, "brainpoolP256r1tls13"), (32, "brainpoolP384r1tls13"), (33, "brainpoolP512r1tls13"),
        (26, "brainpoolP256r1"), (27, "brainpoolP384r1"), (28, "brainpoolP512r1"),
        (22, "secp256k1"), (21, "secp224r1"), (19, "secp192r1"), (14, "sect571r1"), (13, "sect571k1"), (12, "sect409r1"), (11, "sect409k1"),
        (10, "sect283r1"), (9, "sect283k1"),
        (256, "ffdhe2048"), (257, "ffdhe3072"), (258, "ffdhe4096"), (259, "ffdhe6144"), (260, "ffdhe8192"),
    ];

    /// <summary>The smallest number of a group that is not elliptic (RFC 7919 2).</summary>
    private const ushort FirstFiniteField = 256;

    private const ushort LastFiniteField = 511;

    /// <summary>Hybrid groups and the brainpool curves with names of their own are for TLS 1.3 alone (RFC 8734).</summary>
    private static bool IsForTls13Only(ushort code) => code > LastFiniteField || code is >= 31 and <= 33;

    public static bool IsFiniteField(ushort group) => group is >= FirstFiniteField and <= LastFiniteField;

    /// <summary>
    /// The groups to offer for a version. Those of finite fields only in TLS 1.3: before it, a server that does not have them would have to refuse
    /// DHE altogether (RFC 7919 4), and what it has would not be seen.
    /// </summary>
    public static IReadOnlyList<ushort> GroupsFor(TlsVersion version) =>
    [
        .. Groups.Select(static group => group.Code)
            .Where(code => version == TlsVersion.Tls13 ? code is not (>= 9 and <= 22 or 26 or 27 or 28) : !IsForTls13Only(code) && !IsFiniteField(code)),
    ];

    public static string NameOfGroup(ushort code)
    {
        var name = Groups.FirstOrDefault(group => group.Code == code).Name;
        return name ?? $"0x{code:X4}";
    }

    public static string NameOf(TlsVersion version) => version switch
    {
        TlsVersion.Ssl30 => "SSL 3.0",
        TlsVersion.Tls10 => "TLS 1.0",
        TlsVersion.Tls11 => "TLS 1.1",
        TlsVersion.Tls12 => "TLS 1.2",
        TlsVersion.Tls13 => "TLS 1.3",
        _ => $"0x{(int)version:X4}",
    };

    /// <summary>Alerts by their numbers (RFC 8446 6).</summary>
    public static string NameOfAlert(byte code) => code switch
    {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure",
        47 => "illegal_parameter",
        50 => "decode_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        109 => "missing_extension",
        112 => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => $"alert {code}",
    };
}

namespace SmtpTools;

/// <summary>One TLSA record as SMTP treats it (RFC 6698 2.1, RFC 7672 3.1): its fields, and why it can't be used where it can't.</summary>
public sealed class DaneAssociation
{
    internal const int PkixTa = 0;
    internal const int PkixEe = 1;
    internal const int DaneTa = 2;
    internal const int DaneEe = 3;
    internal const int WholeCertificate = 0;
    internal const int PublicKey = 1;
    internal const int Full = 0;
    internal const int Sha256 = 1;
    internal const int Sha512 = 2;

    private static readonly string[] UsageNames = ["PKIX-TA", "PKIX-EE", "DANE-TA", "DANE-EE"];
    private static readonly string[] SelectorNames = ["Cert", "SPKI"];
    private static readonly string[] MatchingNames = ["Full", "SHA2-256", "SHA2-512"];

    internal DaneAssociation(int usage, int selector, int matchingType, byte[] octets, string? fault)
    {
        Usage = usage;
        Selector = selector;
        MatchingType = matchingType;
        Octets = octets;
        Data = Hex.Lower(octets);
        Fault = fault;
    }

    /// <summary>The certificate usage, 0 to 255 (RFC 7218 2.1): 3 is DANE-EE, 2 is DANE-TA.</summary>
    public int Usage { get; }

    /// <summary>Which part of the certificate is matched, 0 to 255 (RFC 7218 2.2): 0 is the certificate, 1 its public key.</summary>
    public int Selector { get; }

    /// <summary>How it is matched, 0 to 255 (RFC 7218 2.3): 0 as it is, 1 by SHA2-256, 2 by SHA2-512.</summary>
    public int MatchingType { get; }

    /// <summary>What it is matched against, in lower-case hex.</summary>
    public string Data { get; }

    /// <summary>The three fields by their names of RFC 7218, as in <c>DANE-EE SPKI SHA2-256</c>; numbers where there is no name.</summary>
    public string Names => $"{Name(UsageNames, Usage)} {Name(SelectorNames, Selector)} {Name(MatchingNames, MatchingType)}";

    /// <summary>Whether a server can be authenticated by this record (RFC 7672 3.1).</summary>
    public bool IsUsable => Fault is null;

    /// <summary>Why it can't, in a sentence; null where it can.</summary>
    public string? Fault { get; }

    internal byte[] Octets { get; }

    /// <summary>The record's data.</summary>
    /// <returns>As a zone file has it, such as <c>3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1</c>.</returns>
    public override string ToString() => $"{Usage} {Selector} {MatchingType} {Data}";

    private static string Name(string[] names, int value) =>
        value < names.Length ? names[value] : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

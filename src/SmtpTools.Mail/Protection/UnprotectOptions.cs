using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>What messages are opened and checked with.</summary>
public sealed class UnprotectOptions
{
    /// <summary>Certificates with their private keys, to decrypt by S/MIME.</summary>
    public IList<SmimeCertificate> Certificates { get; set; } = new List<SmimeCertificate>();

    /// <summary>Roots that signers' certificates may lead to, besides the system's.</summary>
    public IList<X509Certificate2> TrustedRoots { get; set; } = new List<X509Certificate2>();

    /// <summary>
    /// Whether it is asked if signers' certificates were revoked: by requests to the servers that those certificates name, and which learn of
    /// it that the message was opened, and where. Only where a certificate leads to a trusted root.
    /// </summary>
    public RevocationCheck Revocation { get; set; }

    /// <summary>OpenPGP keys: private ones to decrypt, public ones to verify. Those given are trusted.</summary>
    public IList<PgpKey> PgpKeys { get; set; } = new List<PgpKey>();
}

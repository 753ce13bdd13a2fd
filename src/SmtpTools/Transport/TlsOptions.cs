using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>How TLS is negotiated and what of the server's certificate must hold.</summary>
public sealed class TlsOptions
{
    /// <summary>
    /// The name that the certificate must have, also sent as SNI (RFC 6066 3) where it is a name; null for the host that was asked for.
    /// </summary>
    public string? TargetName { get; set; }

    /// <summary>Protocol versions; <see cref="SslProtocols.None"/> means TLS 1.2 and 1.3.</summary>
    public SslProtocols Protocols { get; set; }

    /// <summary>What of the certificate's faults is passed over. Each is named in <see cref="TlsFacts.Ignored"/> all the same.</summary>
    public CertificateFaults IgnoredFaults { get; set; }

    /// <summary>
    /// A certificate that does not hold is a fact and no failure, for those who examine a server. Such a session is not verified, so no
    /// password goes over it, and it is not meant for messages.
    /// </summary>
    public bool ExamineOnly { get; set; }

    /// <summary>
    /// Cipher suites and key sizes below the platform's security level may be negotiated: without them no TLS version before 1.2 comes
    /// about on current platforms. Only to find out what a server accepts.
    /// </summary>
    internal bool AllowsWeakCiphers { get; set; }

    /// <summary>How revocation is checked.</summary>
    public RevocationCheck Revocation { get; set; } = RevocationCheck.Off;

    /// <summary>Roots to trust besides the system's.</summary>
    public X509Certificate2Collection ExtraRoots { get; private set; } = [];

    /// <summary>
    /// SHA-256 fingerprints in hex of the certificate or of its public key (SPKI); when any is given, one must match, and then chain,
    /// name and dates do not matter.
    /// </summary>
    public IList<string> PinnedFingerprints { get; private set; } = [];

    /// <summary>Client certificates with private key to offer when the server asks.</summary>
    public X509Certificate2Collection ClientCertificates { get; private set; } = [];

    /// <summary>The same options, to be changed without changing these. The certificates themselves are shared.</summary>
    internal TlsOptions Copy()
    {
        var copy = (TlsOptions)MemberwiseClone();
        copy.ExtraRoots = new X509Certificate2Collection(ExtraRoots);
        copy.PinnedFingerprints = [.. PinnedFingerprints];
        copy.ClientCertificates = new X509Certificate2Collection(ClientCertificates);
        return copy;
    }
}

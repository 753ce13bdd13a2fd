using System.Security.Cryptography.X509Certificates;

namespace SmtpTools;

/// <summary>One certificate as facts that survive serialisation.</summary>
public sealed class CertificateFacts
{
    /// <summary>Subject, as a distinguished name.</summary>
    public string Subject { get; init; } = string.Empty;

    /// <summary>Issuer, as a distinguished name.</summary>
    public string Issuer { get; init; } = string.Empty;

    /// <summary>Serial number in hex.</summary>
    public string SerialNumber { get; init; } = string.Empty;

    /// <summary>DNS names and IP addresses of the subjectAltName extension.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>First instant of validity.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>Last instant of validity.</summary>
    public DateTimeOffset NotAfter { get; init; }

    /// <summary>Whole days from the handshake to <see cref="NotAfter"/>; negative when past.</summary>
    public int DaysLeft { get; init; }

    /// <summary>Algorithm of the public key, as in <c>RSA</c> or <c>ECDSA P-256</c>.</summary>
    public string KeyAlgorithm { get; init; } = string.Empty;

    /// <summary>Size of the public key in bits; 0 where unknown.</summary>
    public int KeyBits { get; init; }

    /// <summary>Signature algorithm, as in <c>sha256RSA</c>.</summary>
    public string SignatureAlgorithm { get; init; } = string.Empty;

    /// <summary>SHA-256 of the certificate in upper-case hex.</summary>
    public string Fingerprint { get; init; } = string.Empty;

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo) in upper-case hex: what a TLSA 3 1 1 record holds.</summary>
    public string PublicKeyFingerprint { get; init; } = string.Empty;

    /// <summary>Whether subject and issuer are the same.</summary>
    public bool IsSelfIssued { get; init; }

    /// <summary>The certificate itself in DER.</summary>
    public byte[] RawData { get; init; } = [];

    /// <summary>Reads the facts off a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="now">The time that <see cref="DaysLeft"/> counts from.</param>
    public static CertificateFacts From(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (certificate is null)
        {
            throw new ArgumentNullException(nameof(certificate));
        }

        var notAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var (algorithm, bits) = Transport.CertificateReader.KeyOf(certificate);
        return new CertificateFacts
        {
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            SerialNumber = certificate.SerialNumber,
            Names = Transport.CertificateReader.NamesOf(certificate),
            NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
            NotAfter = notAfter,
            DaysLeft = (int)Math.Floor((notAfter - now).TotalDays),
            KeyAlgorithm = algorithm,
            KeyBits = bits,
            SignatureAlgorithm = certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value ?? string.Empty,
            Fingerprint = Transport.CertificateReader.Sha256Hex(certificate.RawData),
            PublicKeyFingerprint = Transport.CertificateReader.Sha256Hex(Transport.CertificateReader.SubjectPublicKeyInfo(certificate)),
            IsSelfIssued = certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData),
            RawData = certificate.RawData,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Subject} (issuer {Issuer}, until {NotAfter:yyyy-MM-dd})";
}

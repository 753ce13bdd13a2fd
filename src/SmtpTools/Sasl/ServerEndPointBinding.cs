using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Sasl;

/// <summary>
/// The channel binding <c>tls-server-end-point</c> (RFC 5929 4.1): the hash of the server's certificate, by the hash function of the
/// certificate's own signature.
/// </summary>
internal static class ServerEndPointBinding
{
    // 1.2.840.113549.1.1.10 (RSASSA-PSS) in DER: the hash stands in the parameters behind it (RFC 4055 3.1).
    private static readonly byte[] s_pssOid = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];

    // 2.16.840.1.101.3.4.2.x in DER without the last octet, which is 1, 2 or 3 for SHA-256, SHA-384 and SHA-512.
    private static readonly byte[] s_sha2Oid = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];

    /// <summary>The binding; null where RFC 5929 defines none (a signature without a hash function, such as Ed25519) or it can't be computed.</summary>
    public static SaslChannelBinding? Of(X509Certificate certificate)
    {
        using var hash = HashOf(certificate);
        return hash is null ? null : new SaslChannelBinding(SaslChannelBinding.TlsServerEndPoint, hash.ComputeHash(certificate.GetRawCertData()));
    }

    private static HashAlgorithm? HashOf(X509Certificate certificate) => SignatureAlgorithmOf(certificate) switch
    {
        // MD5 and SHA-1 are replaced by SHA-256.
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.10040.4.3" or "1.2.840.10045.4.1"
            or "1.2.840.113549.1.1.11" or "2.16.840.1.101.3.4.3.2" or "1.2.840.10045.4.3.2" => SHA256.Create(),
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.Create(),
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.Create(),
        "1.2.840.113549.1.1.10" => PssHash(certificate.GetRawCertData()),
        _ => null,
    };

    private static string? SignatureAlgorithmOf(X509Certificate certificate)
    {
        if (certificate is X509Certificate2 known)
        {
            return known.SignatureAlgorithm.Value;
        }

        using var copy = new X509Certificate2(certificate);
        return copy.SignatureAlgorithm.Value;
    }

    private static HashAlgorithm? PssHash(ReadOnlySpan<byte> certificate)
    {
        var parameters = certificate.Slice(certificate.IndexOf(s_pssOid) + s_pssOid.Length);

        // SEQUENCE { [0] { SEQUENCE { OID ... } } ...}: short forms all, 6 octets before the OID. Without [0] the hash is SHA-1.
        if (parameters.Length < 17 || parameters[2] != 0xA0)
        {
            return SHA256.Create();
        }

        var algorithm = parameters.Slice(6);
        return !algorithm.StartsWith(s_sha2Oid) ? null : algorithm[s_sha2Oid.Length] switch
        {
            1 => SHA256.Create(),
            2 => SHA384.Create(),
            3 => SHA512.Create(),
            _ => null,
        };
    }
}

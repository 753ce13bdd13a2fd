using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Addressing;

namespace SmtpTools.Transport;

/// <summary>Reads from certificates what both runtimes give in different ways, or not at all.</summary>
internal static class CertificateReader
{
    /// <summary>Most names read from one certificate; the largest in the wild have some hundreds.</summary>
    public const int MaxNames = 2000;

    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string SubjectAltNameOid = "2.5.29.17";

    private static readonly Asn1Tag s_dnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag s_ipAddress = new(TagClass.ContextSpecific, 7);

    public static string Sha256Hex(byte[] octets)
    {
#if NETSTANDARD2_0
        using var sha = SHA256.Create();
        return BitConverter.ToString(sha.ComputeHash(octets)).Replace("-", string.Empty);
#else
        return Convert.ToHexString(SHA256.HashData(octets));
#endif
    }

    public static (string Algorithm, int Bits) KeyOf(X509Certificate2 certificate)
    {
        if (certificate.PublicKey.Oid.Value == RsaOid)
        {
            return ("RSA", RsaBits(certificate.PublicKey.EncodedKeyValue.RawData));
        }

        using (var ecdsa = certificate.GetECDsaPublicKey())
        {
            if (ecdsa is not null)
            {
                return ($"ECDSA P-{ecdsa.KeySize}", ecdsa.KeySize);
            }
        }

        return (certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? string.Empty, 0);
    }

    /// <summary>
    /// The bits of the modulus of an RSAPublicKey (RFC 8017 A.1.1), read from its DER: the platform would take longer to import the key than a
    /// resumed handshake takes.
    /// </summary>
    /// <returns>0 where it is no such key.</returns>
    private static int RsaBits(byte[] key)
    {
        try
        {
            var modulus = new AsnReader(key, AsnEncodingRules.DER).ReadSequence().ReadIntegerBytes().Span;
            var bits = 8 * modulus.Length;
            while (bits > 0 && (modulus[modulus.Length - ((bits + 7) / 8)] >> ((bits - 1) % 8)) == 0)
            {
                bits--;
            }

            return bits;
        }
        catch (AsnContentException)
        {
            return 0;
        }
    }

    /// <summary>The DER of the certificate's SubjectPublicKeyInfo (RFC 5280 4.1.2.7).</summary>
    public static byte[] SubjectPublicKeyInfo(X509Certificate2 certificate)
    {
        // TBSCertificate ::= SEQUENCE { [0] version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo, ... }
        var fields = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        var before = fields.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 0)) ? 6 : 5;
        for (var i = 0; i < before; i++)
        {
            _ = fields.ReadEncodedValue();
        }

        return fields.ReadEncodedValue().ToArray();
    }

    /// <summary>Whether a certificate is for a host. Only what subjectAltName holds counts, and for an address only its addresses (RFC 9525 6).</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="host">The host's name, in ASCII or Unicode, or its address.</param>
    public static bool IsFor(X509Certificate2 certificate, string host)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            // Without the zone of a link-local address.
            return NamesOf(certificate, s_ipAddress).Contains(new IPAddress(address.GetAddressBytes()).ToString());
        }

        var ascii = DomainName.TryParse(host.TrimEnd('.'), out var name) ? name.Ascii : host;
        return NamesOf(certificate, s_dnsName).Any(pattern => HostPattern.Matches(pattern, ascii));
    }

    /// <summary>DNS names and IP addresses of the subjectAltName extension (RFC 5280 4.2.1.6).</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate) => NamesOf(certificate, kind: null);

    private static List<string> NamesOf(X509Certificate2 certificate, Asn1Tag? kind)
    {
        var names = new List<string>();
        try
        {
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value == SubjectAltNameOid)
                {
                    ReadNames(new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence(), kind, names);
                }
            }
        }
        catch (AsnContentException)
        {
            // A damaged extension names nothing; the platform's chain builder is the one that judges it.
        }

        return names;
    }

    private static void ReadNames(AsnReader list, Asn1Tag? kind, List<string> names)
    {
        while (list.HasData && names.Count < MaxNames)
        {
            var tag = list.PeekTag();
            if (kind is { } wanted && !tag.HasSameClassAndValue(wanted))
            {
                _ = list.ReadEncodedValue();
            }
            else if (tag.HasSameClassAndValue(s_dnsName))
            {
                names.Add(list.ReadCharacterString(UniversalTagNumber.IA5String, s_dnsName));
            }
            else if (tag.HasSameClassAndValue(s_ipAddress) && list.ReadOctetString(s_ipAddress) is { Length: 4 or 16 } address)
            {
                names.Add(new IPAddress(address).ToString());
            }
            else if (!tag.HasSameClassAndValue(s_ipAddress))
            {
                _ = list.ReadEncodedValue();
            }
        }
    }
}

using System.Formats.Asn1;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpTools.Tests.Bimi;

/// <summary>Mark certificates made for tests, with the root that issues them.</summary>
internal sealed class TestMark : IDisposable
{
    private const string MarkUsage = "1.3.6.1.5.5.7.3.31";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestMark()
    {
        var request = new CertificateRequest("CN=Test mark root", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(5));
    }

    public X509Certificate2 Root { get; }

    /// <summary>A certificate in PEM, with its root behind it.</summary>
    /// <param name="changes">Attributes of the subject in place of the usual ones, by object identifier; null leaves one out.</param>
    public byte[] Issue(string name, string? logo, string usage = MarkUsage, int daysLeft = 100, params (string Oid, string? Value)[] changes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(changes), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (logo is not null)
        {
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.5.5.7.1.12", Logotype(logo), false));
        }

        using var certificate = request.Create(Root, DateTimeOffset.UtcNow.AddDays(-200), DateTimeOffset.UtcNow.AddDays(daysLeft), [1, 2, 3]);
        return Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + Root.ExportCertificatePem() + "\n");
    }

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }

    private static X500DistinguishedName Subject((string Oid, string? Value)[] changes)
    {
        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["2.5.4.3"] = "Brand", ["2.5.4.10"] = "Brand Ltd", ["2.5.4.9"] = "1 Street", ["2.5.4.7"] = "Town", ["2.5.4.6"] = "US",
            ["2.5.4.15"] = "Private Organization", ["2.5.4.5"] = "123", ["1.3.6.1.4.1.311.60.2.1.3"] = "US",
            ["1.3.6.1.4.1.53087.1.13"] = "Registered Mark", ["1.3.6.1.4.1.53087.1.3"] = "US", ["1.3.6.1.4.1.53087.1.4"] = "1234567",
        };
        foreach (var (oid, value) in changes)
        {
            attributes[oid] = value;
        }

        var subject = new X500DistinguishedNameBuilder();
        foreach (var attribute in attributes.Where(attribute => attribute.Value is not null))
        {
            subject.Add(attribute.Key, attribute.Value!);
        }

        return subject.Build();
    }

    // RFC 3709 4.1: LogotypeExtn { subjectLogo [2] { direct [0] { image SEQUENCE OF { details { mediaType, hash, logotypeURI } } } } }
    private static byte[] Logotype(string logo)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(logo));
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteCharacterString(UniversalTagNumber.IA5String, "image/svg+xml");
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
                }

                writer.WriteOctetString(SHA256.HashData(Encoding.UTF8.GetBytes(logo)));
            }

            using (writer.PushSequence())
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, "data:image/svg+xml;base64," + Convert.ToBase64String(packed.ToArray()));
            }
        }

        return writer.Encode();
    }
}

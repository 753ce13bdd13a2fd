using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Security.Certificates;
using Org.BouncyCastle.X509;

namespace SmtpTools.Protection;

/// <summary>The mail addresses in a certificate.</summary>
internal static class CertificateNames
{
    private const int MaxAddresses = 1000;

    /// <summary>Those of its alternative names, then that of its subject (RFC 8550 3).</summary>
    public static IReadOnlyList<string> AddressesOf(X509Certificate certificate)
    {
        var names = new List<string>();
        try
        {
            foreach (var name in certificate.GetSubjectAlternativeNameExtension()?.GetNames() ?? [])
            {
                if (name.TagNo == GeneralName.Rfc822Name)
                {
                    names.Add(name.Name.ToString()!);
                }
            }
        }
        catch (Exception e) when (e is CertificateParsingException or ArgumentException or IOException)
        {
            // Names that can't be read are none.
        }

        names.AddRange(certificate.SubjectDN.GetValueList(X509Name.EmailAddress));
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxAddresses).ToArray();
    }
}

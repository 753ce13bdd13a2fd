using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.TestServer;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>Throw-away certificates for mail.</summary>
internal static class MailCertificates
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    public static X509Certificate2 Authority(string name = "Test CA")
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(s_now.AddDays(-30), s_now.AddDays(30));
    }

    /// <summary>A certificate of an address, without its key.</summary>
    public static X509Certificate2 Issue(
        X509Certificate2 authority, RSA key, string address, RevocationListServer? list = null, TimeSpan? from = null, TimeSpan? until = null, X509KeyUsageFlags? usage = null, string? purpose = null)
    {
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(address);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage ?? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose ?? "1.3.6.1.5.5.7.3.4")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (list is not null)
        {
            request.CertificateExtensions.Add(list.DistributionPoint);
        }

        var serial = RandomNumberGenerator.GetBytes(8);
        serial[0] &= 0x7F;
        serial[0] |= 1;
        return request.Create(authority, s_now + (from ?? TimeSpan.FromDays(-10)), s_now + (until ?? TimeSpan.FromDays(10)), serial);
    }

    public static X509Certificate2 IssueWithKey(X509Certificate2 authority, string address, RevocationListServer? list = null)
    {
        using var key = RSA.Create(2048);
        using var bare = Issue(authority, key, address, list);
        return bare.CopyWithPrivateKey(key);
    }
}

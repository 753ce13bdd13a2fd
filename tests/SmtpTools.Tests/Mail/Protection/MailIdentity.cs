using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Tests.Mail.Protection;

/// <summary>Ana's key, and her certificate of an authority: made once for a class of tests, since making keys takes most of the time of each.</summary>
public sealed class MailIdentity : IDisposable
{
    public MailIdentity() => Certificate = MailCertificates.Issue(Authority, Key, "ana@example.com");

    public X509Certificate2 Authority { get; } = MailCertificates.Authority();

    public RSA Key { get; } = RSA.Create(2048);

    /// <summary>The certificate without its key.</summary>
    public X509Certificate2 Certificate { get; }

    public void Dispose()
    {
        Authority.Dispose();
        Key.Dispose();
        Certificate.Dispose();
    }
}

using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Commands;

/// <summary>A certificate as a parameter takes it: an object, a file, or a thumbprint of a store.</summary>
/// <param name="Certificate">The object; null for none.</param>
/// <param name="Text">The path or the thumbprint.</param>
internal sealed record CertificateArgument(X509Certificate2? Certificate, string Text)
{
    /// <summary>Reads one, for a path against the cmdlet's location.</summary>
    public static CertificateArgument Read(PSCmdlet cmdlet, PSObject value)
    {
        if (value.BaseObject is X509Certificate2 certificate)
        {
            return new CertificateArgument(certificate, certificate.Thumbprint);
        }

        var text = value.BaseObject is FileInfo file ? file.FullName : value.ToString();

        // A thumbprint with colons would be the path of a drive.
        return new CertificateArgument(null, ClientCertificate.IsThumbprint(text) ? text : cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(text));
    }

    /// <summary>Opens it.</summary>
    /// <param name="password">The password of its file; null for none.</param>
    /// <exception cref="MailProtectionException">It can't be had.</exception>
    public SmimeCertificate Open(SecureString? password) =>
        Certificate is not null ? SmimeCertificate.FromCertificate(Certificate)
        : ClientCertificate.IsThumbprint(Text) ? SmimeCertificate.FromStore(Text)
        : SmimeCertificate.FromFile(Text, password);
}

using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using MimeKit.Cryptography;
using CmsSigner = System.Security.Cryptography.Pkcs.CmsSigner;
using ContentInfo = System.Security.Cryptography.Pkcs.ContentInfo;
using SubjectIdentifierType = System.Security.Cryptography.Pkcs.SubjectIdentifierType;
using X509IssuerSerial = System.Security.Cryptography.Xml.X509IssuerSerial;

namespace SmtpTools.Protection;

/// <summary>
/// A private key that stays where it is, in a certificate store or a hardware token or with a service: the platform's CMS signs and decrypts
/// with it, where MimeKit would want the key itself.
/// </summary>
internal sealed class HeldKey
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    private readonly X509Certificate2 _certificate;
    private readonly AsymmetricAlgorithm? _key;

    /// <summary>Takes it.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="key">Its key; null for the one that comes with the certificate.</param>
    public HeldKey(X509Certificate2 certificate, AsymmetricAlgorithm? key = null)
    {
        _certificate = certificate;
        _key = key;
    }

    /// <summary>Signs a part, with the certificate and those above it that this computer knows.</summary>
    /// <param name="body">The part, as it is to be sent.</param>
    /// <param name="isOpaque">Whether it goes within the signature.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="MailProtectionException">The key can't be used.</exception>
    public MimeEntity Sign(MimeEntity body, bool isOpaque, CancellationToken cancellationToken)
    {
        using var written = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        body.WriteTo(format, written, cancellationToken);
        var cms = new SignedCms(new ContentInfo(written.ToArray()), detached: !isOpaque);
        try
        {
            // Not silent: a token may ask its owner for a PIN.
            cms.ComputeSignature(Signer(), silent: false);
        }
        catch (CryptographicException e)
        {
            throw Unusable("sign", e);
        }

        var signature = new MemoryStream(cms.Encode(), writable: false);
        if (isOpaque)
        {
            return new ApplicationPkcs7Mime(SecureMimeType.SignedData, signature);
        }

        var signed = new MultipartSigned { body, new ApplicationPkcs7Signature(signature) };
        signed.ContentType.Parameters["protocol"] = "application/pkcs7-signature";
        signed.ContentType.Parameters["micalg"] = "sha-256";
        return signed;
    }

    /// <summary>Decrypts.</summary>
    /// <param name="octets">The CMS EnvelopedData.</param>
    /// <exception cref="MailProtectionException">The key can't be used.</exception>
    public byte[] Decrypt(byte[] octets)
    {
        var cms = new EnvelopedCms();
        try
        {
            cms.Decode(octets);
            Decrypt(cms);
            return cms.ContentInfo.Content;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            throw Unusable("decrypt", e);
        }
    }

    private static bool IsFor(RecipientInfo recipient, X509Certificate2 certificate) => recipient.RecipientIdentifier.Value switch
    {
        X509IssuerSerial named => string.Equals(named.SerialNumber, certificate.SerialNumber, StringComparison.OrdinalIgnoreCase),
        string identifier => certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any(own => string.Equals(own.SubjectKeyIdentifier, identifier, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    private CmsSigner Signer()
    {
#if NET
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, _certificate, _key);
#else
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, _certificate);
#endif
        signer.DigestAlgorithm = new Oid(Sha256);
        signer.IncludeOption = X509IncludeOption.EndCertOnly;
        signer.Certificates.AddRange(Issuers());
        _ = signer.SignedAttributes.Add(new Pkcs9SigningTime(DateTime.UtcNow));
        return signer;
    }

    // Those between it and its root, as far as this computer has them: nothing is fetched.
    private X509Certificate2Collection Issuers()
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllFlags;
#if NET
        chain.ChainPolicy.DisableCertificateDownloads = true;
#endif
        _ = chain.Build(_certificate);
        return new X509Certificate2Collection(chain.ChainElements.Cast<X509ChainElement>().Skip(1).Select(element => element.Certificate).Where(issuer => issuer.Subject != issuer.Issuer).ToArray());
    }

    private void Decrypt(EnvelopedCms cms)
    {
        var mine = cms.RecipientInfos.Cast<RecipientInfo>().First(recipient => IsFor(recipient, _certificate));
#if NET
        if (_key is not null)
        {
            cms.Decrypt(mine, _key);
            return;
        }
#endif
        cms.Decrypt(mine, new X509Certificate2Collection(_certificate));
    }

    private MailProtectionException Unusable(string purpose, Exception cause) =>
        new(MailProtectionFault.KeyUnusable, $"The private key of {_certificate.Subject} can't be used to {purpose}: {cause.Message}", cause);
}

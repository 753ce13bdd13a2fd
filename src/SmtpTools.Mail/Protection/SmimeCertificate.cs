using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Encoders;
using SmtpTools.Protection;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace SmtpTools;

/// <summary>A certificate for S/MIME (RFC 8550), with its private key where it is there, and the chain that it came with.</summary>
public sealed class SmimeCertificate : IRecipientKey
{
    private const int DigitalSignature = 0;
    private const int NonRepudiation = 1;
    private const int KeyEncipherment = 2;
    private const int KeyAgreement = 4;
    private const int Sha1HexLength = 40;

    private SmimeCertificate(IReadOnlyList<X509Certificate> chain, AsymmetricKeyParameter? privateKey, HeldKey? heldKey = null)
    {
        Chain = chain;
        PrivateKey = privateKey;
        HeldKey = heldKey;
        Addresses = CertificateNames.AddressesOf(Certificate);
        Subject = Certificate.SubjectDN.ToString();
        Fingerprint = Sha256Of(Certificate.GetEncoded());
    }

    /// <summary>Whom the certificate is for.</summary>
    public string Subject { get; }

    /// <summary>The mail addresses that it is for.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The SHA-256 fingerprint in hex.</summary>
    public string Fingerprint { get; }

    /// <summary>From when it is valid.</summary>
    public DateTimeOffset NotBefore => new(Certificate.NotBefore.ToUniversalTime());

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Whether its private key is there.</summary>
    public bool HasPrivateKey => PrivateKey is not null || HeldKey is not null;

    internal IReadOnlyList<X509Certificate> Chain { get; }

    internal X509Certificate Certificate => Chain[0];

    internal AsymmetricKeyParameter? PrivateKey { get; }

    /// <summary>The private key where it can't be had and only be used.</summary>
    internal HeldKey? HeldKey { get; }

    /// <summary>Reads one from a file: PKCS #12 (.pfx, .p12), PEM with or without its key, or DER (.cer).</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">The password of the file or of the key in it; null for none.</param>
    /// <exception cref="MailProtectionException">It can't be read, or the password is wrong.</exception>
    public static SmimeCertificate FromFile(string path, SecureString? password = null)
    {
        var (chain, key) = CertificateFile.Read(path ?? throw new ArgumentNullException(nameof(path)), password);
        return new SmimeCertificate(chain, key);
    }

    /// <summary>Takes one that is open already.</summary>
    /// <param name="certificate">The certificate. A private key that can't be exported is used where it is.</param>
    /// <exception cref="MailProtectionException">Its private key can't be used.</exception>
    public static SmimeCertificate FromCertificate(X509Certificate2 certificate)
    {
        IReadOnlyList<X509Certificate> chain = [DotNetUtilities.FromX509Certificate(certificate ?? throw new ArgumentNullException(nameof(certificate)))];
        if (!certificate.HasPrivateKey)
        {
            return new SmimeCertificate(chain, null);
        }

        try
        {
            return new SmimeCertificate(chain, Exported(certificate));
        }
        catch (CryptographicException)
        {
            return new SmimeCertificate(chain, null, new HeldKey(certificate));
        }
    }

#if NET
    /// <summary>Takes one whose private key is elsewhere: in a token, or with a service.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="key">Its private key: RSA or ECDSA. It is asked to sign or to decrypt, and never exported.</param>
    public static SmimeCertificate FromCertificate(X509Certificate2 certificate, AsymmetricAlgorithm key) => new(
        [DotNetUtilities.FromX509Certificate(certificate ?? throw new ArgumentNullException(nameof(certificate)))],
        null,
        new HeldKey(certificate, key ?? throw new ArgumentNullException(nameof(key))));
#endif

    /// <summary>Finds one in a certificate store: of the user's own (My), of other people (AddressBook), of the computer.</summary>
    /// <param name="thumbprint">Its fingerprint in hex, SHA-1 as Windows shows it or SHA-256; colons and spaces do not matter.</param>
    /// <exception cref="MailProtectionException">There is none, or its private key can't be had.</exception>
    public static SmimeCertificate FromStore(string thumbprint)
    {
        var wanted = new string([.. (thumbprint ?? throw new ArgumentNullException(nameof(thumbprint))).Where(Uri.IsHexDigit)]);
        foreach (var (name, location) in new[]
        {
            (StoreName.My, StoreLocation.CurrentUser), (StoreName.AddressBook, StoreLocation.CurrentUser), (StoreName.My, StoreLocation.LocalMachine),
        })
        {
            using var store = new X509Store(name, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // There is no such store here.
                continue;
            }

            foreach (var found in store.Certificates)
            {
                if (string.Equals(wanted, wanted.Length == Sha1HexLength ? found.Thumbprint : Sha256Of(found.RawData), StringComparison.OrdinalIgnoreCase))
                {
                    return FromCertificate(found);
                }
            }
        }

        throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"No certificate store of this user or computer holds a certificate {wanted}.");
    }

    /// <summary>Whom it is for.</summary>
    public override string ToString() => $"{(Addresses.Count > 0 ? string.Join(", ", Addresses) : Subject)}, until {NotAfter:yyyy-MM-dd}";

    /// <summary>Sees that it can sign now (RFC 8550 4.4.2, 4.4.4).</summary>
    internal SmimeCertificate ForSigning(DateTimeOffset now)
    {
        if (!HasPrivateKey)
        {
            throw new MailProtectionException(MailProtectionFault.NoPrivateKey, $"The certificate of {this} has no private key with it to sign with.");
        }

        CheckDates(now);
        return IsFor(DigitalSignature, NonRepudiation) ? this
            : throw new MailProtectionException(MailProtectionFault.WrongPurpose, $"The certificate of {this} is not made for signing mail (RFC 8550 4.4).");
    }

    /// <summary>Sees that one can encrypt with it now.</summary>
    internal SmimeCertificate ForEncrypting(DateTimeOffset now)
    {
        CheckDates(now);
        return IsFor(KeyEncipherment, KeyAgreement) ? this
            : throw new MailProtectionException(MailProtectionFault.WrongPurpose, $"The certificate of {this} is not made for encrypting mail (RFC 8550 4.4).");
    }

    private static string Sha256Of(byte[] certificate) => Hex.ToHexString(DigestUtilities.CalculateDigest("SHA-256", certificate)).ToUpperInvariant();

    // Throws CryptographicException where the key stays where it is.
    private static AsymmetricKeyParameter Exported(X509Certificate2 certificate)
    {
#if NET
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey();
        return key is not null ? PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey())
            : throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"The private key of {certificate.Subject} is neither RSA nor on an elliptic curve.");
#else
        using var key = certificate.GetRSAPrivateKey();
        return key is not null ? DotNetUtilities.GetRsaKeyPair(key.ExportParameters(includePrivateParameters: true)).Private
            : throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"The private key of {certificate.Subject} is not RSA: give it as a PFX file.");
#endif
    }

    private void CheckDates(DateTimeOffset now)
    {
        if (now < NotBefore || now > NotAfter)
        {
            throw new MailProtectionException(MailProtectionFault.KeyNotCurrent, $"The certificate of {this} {(now < NotBefore ? $"is not valid before {NotBefore:yyyy-MM-dd HH:mm}" : $"expired on {NotAfter:yyyy-MM-dd HH:mm}")} UTC.");
        }
    }

    private bool IsFor(params int[] usages)
    {
        var usage = Certificate.GetKeyUsage();
        var extended = Certificate.GetExtendedKeyUsage();
        return (usage is null || usages.Any(bit => bit < usage.Length && usage[bit]))
            && (extended is null || extended.Count == 0 || extended.Contains(KeyPurposeID.id_kp_emailProtection) || extended.Contains(KeyPurposeID.AnyExtendedKeyUsage));
    }
}

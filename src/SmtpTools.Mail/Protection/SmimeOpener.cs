using System.Security.Cryptography.X509Certificates;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.Utilities.Encoders;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace SmtpTools.Protection;

/// <summary>Takes one layer of S/MIME off a body.</summary>
internal sealed class SmimeOpener(UnprotectOptions options, TimeProvider clock)
{
    private const int MaxRecipients = 1000;
    private const int MaxSigners = 20;

    /// <summary>Verifies multipart/signed.</summary>
    public OpenLayer Verify(MultipartSigned signed, string? from, CancellationToken cancellationToken)
    {
        var body = signed[0];
        try
        {
            using var context = new TemporarySecureMimeContext();
            var found = signed.Verify(context, cancellationToken).OfType<SecureMimeDigitalSignature>().Select(signature => signature.SignerInfo).ToList();
            var sent = new CmsSignedData(Octets((MimePart)signed[1])).GetCertificates();
            return new OpenLayer(body, FactsOf(found, sent, from));
        }
        catch (Exception e) when (IsDamage(e))
        {
            return new OpenLayer(body, [Unreadable(e)]);
        }
    }

    /// <summary>Opens application/pkcs7-mime, whatever is in it; null where that is neither signed nor encrypted.</summary>
    /// <exception cref="MailProtectionException">It is damaged, or no key opens it.</exception>
    public OpenLayer? Open(MimePart part, string? from)
    {
        var octets = Octets(part);
        try
        {
            var kind = ContentInfo.GetInstance(Asn1Object.FromByteArray(octets)).ContentType;
            return kind.Equals(CmsObjectIdentifiers.EnvelopedData) ? Decrypt(octets)
                : kind.Equals(CmsObjectIdentifiers.SignedData) ? Opaque(octets, from)
                : null;
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new MailProtectionException(MailProtectionFault.Damaged, $"What is encrypted or signed by S/MIME is damaged: {e.Message}", e);
        }
    }

    private static bool IsDamage(Exception e) =>
        e is CmsException or CryptoException or GeneralSecurityException or IOException or FormatException or ArgumentException or InvalidCastException or NullReferenceException or IndexOutOfRangeException;

    private static MailSignature Unreadable(Exception e) => new() { Standard = MailProtectionStandard.Smime, Reasons = [$"The signature can't be read: {e.Message}"] };

    private static byte[] Octets(MimePart part)
    {
        using var octets = new BoundedMemory();
        part.Content?.DecodeTo(octets);
        return octets.ToArray();
    }

    private static MimeEntity Load(byte[] octets) => MimeEntity.Load(new MemoryStream(octets, writable: false), persistent: true);

    private OpenLayer Decrypt(byte[] octets)
    {
        var enveloped = new CmsEnvelopedData(octets);
        var recipients = enveloped.GetRecipientInfos().GetRecipients().Take(MaxRecipients).ToList();
        var names = recipients.Select(recipient => NameOf(recipient.RecipientID)).ToArray();
        foreach (var own in options.Certificates.Where(own => own.HasPrivateKey))
        {
            if (recipients.Find(recipient => recipient.RecipientID.Match(own.Certificate)) is { } mine)
            {
                return new OpenLayer(Load(own.HeldKey is { } held ? held.Decrypt(octets) : mine.GetContent(own.PrivateKey)), [], new MailEncryption
                {
                    Standard = MailProtectionStandard.Smime,
                    Algorithm = CipherName(enveloped.EncryptionAlgOid),
                    Recipients = names,
                    OpenedBy = own.ToString(),
                });
            }
        }

        throw new MailProtectionException(MailProtectionFault.NoKeyForMessage, $"None of the certificates given opens it. It is encrypted for {string.Join("; ", names)}.");
    }

    private OpenLayer Opaque(byte[] octets, string? from)
    {
        var data = new CmsSignedData(octets);
        using var content = new BoundedMemory();
        data.SignedContent?.Write(content);
        return new OpenLayer(Load(content.ToArray()), FactsOf(data.GetSignerInfos().GetSigners(), data.GetCertificates(), from));
    }

    private MailSignature[] FactsOf(IEnumerable<SignerInformation> signers, IStore<X509Certificate> sent, string? from) =>
        [.. signers.Take(MaxSigners).Select(signer => FactsOf(signer, sent, from))];

    private MailSignature FactsOf(SignerInformation signer, IStore<X509Certificate> sent, string? from)
    {
        var certificate = sent.EnumerateMatches(signer.SignerID).FirstOrDefault();
        var signedAt = SigningTime(signer);
        if (certificate is null)
        {
            return new MailSignature { Standard = MailProtectionStandard.Smime, SignedAt = signedAt, Reasons = ["The signer's certificate did not come with the signature."] };
        }

        var reasons = new List<string>();
        var isValid = Fits(signer, certificate);
        reasons.Add(isValid ? "The signature fits." : "The signature does not fit: what was signed was changed since, or another key signed it.");
        var now = clock.GetUtcNow();
        var at = signedAt is { } time && time < now ? time : now;
        using var leaf = new X509Certificate2(certificate.GetEncoded());
        var chain = sent.EnumerateMatches(null).Select(other => new X509Certificate2(other.GetEncoded())).ToList();
        var trust = CertificateTrust.Check(leaf, chain, [.. options.TrustedRoots], at, now, options.Revocation);
        chain.ForEach(other => other.Dispose());
        reasons.AddRange(trust.Reasons);
        if (certificate.NotAfter.ToUniversalTime() < now.UtcDateTime)
        {
            reasons.Add($"The certificate expired on {certificate.NotAfter:yyyy-MM-dd}; when it was signed rests on the signer's word.");
        }

        var addresses = CertificateNames.AddressesOf(certificate);
        var isAuthor = MessageAuthors.Of(from).Any(author => addresses.Contains(author, StringComparer.OrdinalIgnoreCase));
        if (!isAuthor)
        {
            reasons.Add($"The certificate is for {(addresses.Count > 0 ? string.Join(", ", addresses) : "no mail address")}, and the message is from {from ?? "nobody"} (RFC 8550 3).");
        }

        return new MailSignature
        {
            Standard = MailProtectionStandard.Smime,
            Signer = certificate.SubjectDN.ToString(),
            Addresses = [.. addresses],
            IsValid = isValid,
            IsTrusted = isValid && trust.IsTrusted,
            IsFromSigner = isAuthor,
            Issuer = certificate.IssuerDN.ToString(),
            Root = trust.Root,
            Revocation = trust.Revocation,
            Fingerprint = Hex.ToHexString(DigestUtilities.CalculateDigest("SHA-256", certificate.GetEncoded())).ToUpperInvariant(),
            Algorithm = $"{leaf.PublicKey.Oid.FriendlyName ?? leaf.PublicKey.Oid.Value} with {DigestName(signer)}",
            SignedAt = signedAt,
            NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
            NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            Reasons = [.. reasons],
        };
    }

    // By the key alone: whether the certificate was valid then is another question.
    private static bool Fits(SignerInformation signer, X509Certificate certificate)
    {
        try
        {
            return signer.Verify(certificate.GetPublicKey());
        }
        catch (Exception e) when (IsDamage(e))
        {
            return false;
        }
    }

    private static DateTimeOffset? SigningTime(SignerInformation signer)
    {
        var attribute = signer.SignedAttributes?[CmsAttributes.SigningTime];
        return attribute is { AttrValues.Count: > 0 } ? new DateTimeOffset(Time.GetInstance(attribute.AttrValues[0]).ToDateTime().ToUniversalTime()) : null;
    }

    private static string DigestName(SignerInformation signer) => DigestUtilities.GetAlgorithmName(signer.DigestAlgorithmID.Algorithm) ?? signer.DigestAlgorithmID.Algorithm.Id;

    private static string CipherName(string oid) =>
        oid == CmsEnvelopedGenerator.Aes256Cbc ? "AES-256-CBC" : oid == CmsEnvelopedGenerator.Aes192Cbc ? "AES-192-CBC" : oid == CmsEnvelopedGenerator.Aes128Cbc ? "AES-128-CBC"
        : oid == CmsEnvelopedGenerator.DesEde3Cbc ? "3DES-CBC" : oid;

    private static string NameOf(RecipientID recipient) =>
        recipient.SerialNumber is null ? $"the key {Hex.ToHexString(recipient.SubjectKeyIdentifier ?? [])}" : $"{recipient.Issuer}, serial {recipient.SerialNumber.ToString(16).ToUpperInvariant()}";
}

using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Cms;
using SmtpTools.Protection;

namespace SmtpTools;

/// <summary>Signs and encrypts messages by S/MIME (RFC 8551): SHA-256 and AES-256. Parts are made 7-bit first, so that no server has to change them.</summary>
public static class SmimeProtection
{
    /// <summary>Signs the body of a message.</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="certificate">The author's certificate with its private key.</param>
    /// <param name="isOpaque">Whether the body goes within the signature, and not beside it (multipart/signed), where any program shows it.</param>
    /// <param name="timeProvider">The clock; null takes the system's.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="MailProtectionException">The certificate can't sign now, or the message is too large.</exception>
    public static MailMessage Sign(MailMessage message, SmimeCertificate certificate, bool isOpaque = false, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        _ = message ?? throw new ArgumentNullException(nameof(message));
        var own = (certificate ?? throw new ArgumentNullException(nameof(certificate))).ForSigning((timeProvider ?? TimeProvider.System).GetUtcNow());
        using var context = new TemporarySecureMimeContext();
        return MessageRewriter.WithBody(
            message,
            body => Signed(context, own, SevenBit(body), isOpaque, cancellationToken),
            Covers(own, message.From) ? [] : [$"The certificate is for {(own.Addresses.Count > 0 ? string.Join(", ", own.Addresses) : own.Subject)} and the message is from {message.From}: receivers will not trust the signature (RFC 8550 3)."],
            cancellationToken);
    }

    /// <summary>Encrypts the body of a message; the header fields stay readable.</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="certificates">Those of the recipients, and whoever else shall read it, such as the author.</param>
    /// <param name="timeProvider">The clock; null takes the system's.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The message for those whom it shows, and a copy for each recipient whom it does not (Bcc), with envelopes of their own.</returns>
    /// <exception cref="MailProtectionException">A certificate can't be used now, or the message is too large.</exception>
    public static IReadOnlyList<MailMessage> Encrypt(MailMessage message, IReadOnlyCollection<SmimeCertificate> certificates, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        _ = message ?? throw new ArgumentNullException(nameof(message));
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        var keys = (certificates ?? throw new ArgumentNullException(nameof(certificates))).Select(certificate => certificate.ForEncrypting(now)).ToList();
        if (keys.Count == 0)
        {
            throw new ArgumentException("No certificate to encrypt with.", nameof(certificates));
        }

        using var context = new TemporarySecureMimeContext();
        return RecipientGroups.Of(message, keys).Select(group => MessageRewriter.WithBody(group.Message, body => Encrypted(context, group.Keys, body, cancellationToken), group.Warnings, cancellationToken)).ToArray();
    }

    private static MimeEntity Signed(TemporarySecureMimeContext context, SmimeCertificate own, MimeEntity body, bool isOpaque, CancellationToken cancellationToken)
    {
        if (own.HeldKey is { } held)
        {
            return held.Sign(Safe(body), isOpaque, cancellationToken);
        }

        var signer = new CmsSigner(own.Chain, own.PrivateKey!) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        return isOpaque ? ApplicationPkcs7Mime.Sign(context, signer, body, cancellationToken) : MultipartSigned.Create(context, signer, body, cancellationToken);
    }

    private static bool Covers(SmimeCertificate certificate, string? from) => MessageAuthors.Of(from).All(author => certificate.Addresses.Contains(author, StringComparer.OrdinalIgnoreCase));

    private static ApplicationPkcs7Mime Encrypted(TemporarySecureMimeContext context, IEnumerable<SmimeCertificate> keys, MimeEntity body, CancellationToken cancellationToken)
    {
        var recipients = new CmsRecipientCollection();
        foreach (var key in keys)
        {
            // AES-256 whatever the certificate says: all that reads S/MIME today knows it (RFC 8551 2.7).
            recipients.Add(new CmsRecipient(key.Certificate) { EncryptionAlgorithms = [EncryptionAlgorithm.Aes256] });
        }

        try
        {
            return ApplicationPkcs7Mime.Encrypt(context, recipients, body, cancellationToken);
        }
        catch (Exception e) when (e is CmsException or CmsEnvelopeException or NotSupportedException)
        {
            throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"It can't be encrypted with the certificates given: {e.Message}", e);
        }
    }

    // RFC 8551 3.1.3: what a server would re-encode breaks the signature.
    private static MimeEntity SevenBit(MimeEntity body)
    {
        body.Prepare(EncodingConstraint.SevenBit);
        return body;
    }

    // RFC 8551 3.1.2: nor may a line end in white space or begin with From. MimeKit sees to it itself where it signs.
    private static MimeEntity Safe(MimeEntity body)
    {
        switch (body)
        {
            // What is signed already stays as it is.
            case MultipartSigned:
                break;
            case Multipart multipart:
                foreach (var part in multipart)
                {
                    _ = Safe(part);
                }

                break;
            case MimePart { ContentTransferEncoding: not ContentEncoding.Base64 } part:
                part.ContentTransferEncoding = ContentEncoding.QuotedPrintable;
                break;
        }

        return body;
    }
}

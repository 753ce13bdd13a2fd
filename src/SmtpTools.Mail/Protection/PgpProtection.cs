using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Bcpg.OpenPgp;
using SmtpTools.Protection;

namespace SmtpTools;

/// <summary>Signs and encrypts messages by OpenPGP in MIME (RFC 3156): SHA-256 and AES-256. Parts are made 7-bit first, so that no server has to change them.</summary>
public static class PgpProtection
{
    /// <summary>Signs the body of a message.</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="key">The author's key with its private half.</param>
    /// <param name="timeProvider">The clock; null takes the system's.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="MailProtectionException">The key can't sign now, or the message is too large.</exception>
    public static MailMessage Sign(MailMessage message, PgpKey key, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        _ = message ?? throw new ArgumentNullException(nameof(message));
        var signer = (key ?? throw new ArgumentNullException(nameof(key))).ForSigning((timeProvider ?? TimeProvider.System).GetUtcNow());
        using var context = new PgpContext([key]);
        return MessageRewriter.WithBody(
            message,
            body =>
            {
                body.Prepare(EncodingConstraint.SevenBit);
                return MultipartSigned.Create(context, signer, DigestAlgorithm.Sha256, body, cancellationToken);
            },
            MessageAuthors.Of(message.From).All(author => key.Addresses.Contains(author, StringComparer.OrdinalIgnoreCase)) ? [] : [$"The key is that of {key} and the message is from {message.From}: receivers will not trust the signature."],
            cancellationToken);
    }

    /// <summary>Encrypts the body of a message; the header fields stay readable.</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="keys">Those of the recipients, and whoever else shall read it, such as the author.</param>
    /// <param name="timeProvider">The clock; null takes the system's.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The message for those whom it shows, and a copy for each recipient whom it does not (Bcc), with envelopes of their own.</returns>
    /// <exception cref="MailProtectionException">A key can't be used now, or the message is too large.</exception>
    public static IReadOnlyList<MailMessage> Encrypt(MailMessage message, IReadOnlyCollection<PgpKey> keys, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        _ = message ?? throw new ArgumentNullException(nameof(message));
        var now = (timeProvider ?? TimeProvider.System).GetUtcNow();
        if (keys is null || keys.Count == 0)
        {
            throw new ArgumentException("No key to encrypt with.", nameof(keys));
        }

        var chosen = keys.ToDictionary(key => key, key => key.ForEncrypting(now));
        using var context = new PgpContext(keys);
        return RecipientGroups.Of(message, keys)
            .Select(group => MessageRewriter.WithBody(group.Message, body => Encrypted(context, group.Keys.Select(key => chosen[key]), body, cancellationToken), group.Warnings, cancellationToken))
            .ToArray();
    }

    private static MultipartEncrypted Encrypted(PgpContext context, IEnumerable<PgpPublicKey> keys, MimeEntity body, CancellationToken cancellationToken)
    {
        try
        {
            return MultipartEncrypted.Encrypt(context, EncryptionAlgorithm.Aes256, keys, body, cancellationToken);
        }
        catch (PgpException e)
        {
            throw new MailProtectionException(MailProtectionFault.KeyUnusable, $"It can't be encrypted with the keys given: {e.Message}", e);
        }
    }
}

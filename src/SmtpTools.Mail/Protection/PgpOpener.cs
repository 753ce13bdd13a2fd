using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Bcpg.OpenPgp;

namespace SmtpTools.Protection;

/// <summary>Takes one layer of OpenPGP off a body. What is encrypted without a code over its integrity is refused.</summary>
internal sealed class PgpOpener(UnprotectOptions options, TimeProvider clock)
{
    private const int BufferSize = 16 * 1024;
    private const int MaxRecipients = 1000;

    /// <summary>Verifies multipart/signed.</summary>
    public OpenLayer Verify(MultipartSigned signed, string? from, CancellationToken cancellationToken)
    {
        var body = signed[0];
        try
        {
            using var context = new PgpContext([.. options.PgpKeys]);
            var found = signed.Verify(context, cancellationToken).OfType<OpenPgpDigitalSignature>();
            return new OpenLayer(body, [.. found.Select(signature => FactsOf(signature, from))]);
        }
        catch (Exception e) when (e is PgpException or IOException or FormatException or InvalidCastException or ArgumentException or NotSupportedException)
        {
            return new OpenLayer(body, [new MailSignature { Standard = MailProtectionStandard.OpenPgp, Reasons = [$"The signature can't be read: {e.Message}"] }]);
        }
    }

    /// <summary>Decrypts multipart/encrypted.</summary>
    /// <exception cref="MailProtectionException">It is damaged, not protected against changes, or no key opens it.</exception>
    public OpenLayer Decrypt(MultipartEncrypted encrypted, string? from)
    {
        var part = encrypted.OfType<MimePart>().LastOrDefault() ?? throw new MailProtectionException(MailProtectionFault.Damaged, "The encrypted message has no encrypted part.");
        using var octets = new BoundedMemory();
        part.Content?.DecodeTo(octets);
        octets.Position = 0;
        try
        {
            return Decrypt(octets, from);
        }
        catch (Exception e) when (e is PgpException or IOException or FormatException or InvalidCastException or ArgumentException or Org.BouncyCastle.Crypto.CryptoException)
        {
            throw new MailProtectionException(MailProtectionFault.Damaged, $"What is encrypted by OpenPGP is damaged: {e.Message}", e);
        }
    }

    private static string Hex(long keyId) => keyId.ToString("X16", System.Globalization.CultureInfo.InvariantCulture);

    private OpenLayer Decrypt(Stream octets, string? from)
    {
        using var decoded = PgpUtilities.GetDecoderStream(octets);
        var factory = new PgpObjectFactory(decoded);
        PgpEncryptedDataList? list = null;
        while (list is null && factory.NextPgpObject() is { } found)
        {
            list = found as PgpEncryptedDataList;
        }

        var data = list?.GetEncryptedDataObjects().OfType<PgpPublicKeyEncryptedData>().Take(MaxRecipients).ToList() ?? [];
        var recipients = data.Select(entry => entry.KeyId == 0 ? "a hidden key" : Hex(entry.KeyId)).ToArray();
        foreach (var entry in data)
        {
            foreach (var secret in options.PgpKeys.SelectMany(key => key.SecretsFor(entry.KeyId)))
            {
                if (ClearOf(entry, secret) is { } clear)
                {
                    return Read(entry, clear, secret, recipients, from);
                }
            }
        }

        throw new MailProtectionException(MailProtectionFault.NoKeyForMessage, $"None of the OpenPGP keys given opens it. It is encrypted for {string.Join(", ", recipients)}.");
    }

    // With a hidden recipient every key is tried.
    private static Stream? ClearOf(PgpPublicKeyEncryptedData entry, PgpSecretKey secret)
    {
        try
        {
            return entry.GetDataStream(secret.ExtractPrivateKey([]));
        }
        catch (PgpException) when (entry.KeyId == 0)
        {
            return null;
        }
    }

    private OpenLayer Read(PgpPublicKeyEncryptedData entry, Stream clear, PgpSecretKey secret, string[] recipients, string? from)
    {
        // Without it, who changes the text on its way may have it sent to himself when it is shown.
        if (!entry.IsIntegrityProtected())
        {
            throw new MailProtectionException(MailProtectionFault.Damaged, "It is encrypted without the protection against changes that is known here (RFC 4880 5.13), and not opened for that.");
        }

        using var content = new BoundedMemory();
        var signatures = Literal(clear, content, from);
        var rest = new byte[BufferSize];
        while (clear.Read(rest, 0, rest.Length) > 0)
        {
            // To the end, so that its code has been read.
        }

        if (!entry.Verify())
        {
            throw new MailProtectionException(MailProtectionFault.Damaged, "It was changed after it was encrypted: its integrity code does not fit (RFC 4880 5.14).");
        }

        return new OpenLayer(MimeEntity.Load(new MemoryStream(content.ToArray(), writable: false), persistent: true), signatures, new MailEncryption
        {
            Standard = MailProtectionStandard.OpenPgp,
            Algorithm = entry.GetSymmetricAlgorithm(secret.ExtractPrivateKey([])).ToString(),
            Recipients = recipients,
            OpenedBy = PgpKey.FingerprintOf(secret.PublicKey),
            HasIntegrity = true,
        });
    }

    private MailSignature[] Literal(Stream clear, BoundedMemory content, string? from)
    {
        var factory = new PgpObjectFactory(clear);
        var isPacked = false;
        PgpOnePassSignatureList? announced = null;
        PgpSignatureList? made = null;
        while (factory.NextPgpObject() is { } found)
        {
            switch (found)
            {
                case PgpCompressedData packed when !isPacked:
                    isPacked = true;
                    factory = new PgpObjectFactory(packed.GetDataStream());
                    break;
                case PgpOnePassSignatureList onePass:
                    announced = onePass;
                    break;
                case PgpSignatureList list:
                    made = list;
                    break;
                case PgpLiteralData literal:
                    literal.GetDataStream().CopyTo(content, BufferSize);
                    break;
                default:
                    throw new PgpException("unexpected packets within");
            }
        }

        return announced is null || made is null ? [] : [.. Enumerable.Range(0, made.Count).Select(i => FactsOf(made[i], content.ToArray(), from))];
    }

    private MailSignature FactsOf(PgpSignature signature, byte[] content, string? from)
    {
        var (owner, key) = Find(signature.KeyId);
        var isValid = false;
        if (key is not null)
        {
            signature.InitVerify(key);
            signature.Update(content);
            isValid = signature.Verify();
        }

        return Facts(owner, key, Hex(signature.KeyId), isValid, $"{signature.KeyAlgorithm} with {signature.HashAlgorithm}", new DateTimeOffset(signature.CreationTime.ToUniversalTime()), from);
    }

    private MailSignature FactsOf(OpenPgpDigitalSignature signature, string? from)
    {
        var isValid = false;
        var keyId = string.Empty;
        try
        {
            isValid = signature.Verify();
        }
        catch (DigitalSignatureVerifyException e)
        {
            keyId = e.KeyId is { } id ? Hex(id) : string.Empty;
        }

        var key = (signature.SignerCertificate as OpenPgpDigitalCertificate)?.PublicKey;
        var owner = key is null ? null : Find(key.KeyId).Owner;
        return Facts(owner, key, keyId, isValid, $"{signature.PublicKeyAlgorithm} with {signature.DigestAlgorithm}", new DateTimeOffset(signature.CreationDate.ToUniversalTime()), from);
    }

    private (PgpKey? Owner, PgpPublicKey? Key) Find(long keyId) =>
        options.PgpKeys.Select(owner => ((PgpKey?)owner, owner.Ring.GetPublicKey(keyId))).FirstOrDefault(pair => pair.Item2 is not null);

    private MailSignature Facts(PgpKey? owner, PgpPublicKey? key, string keyId, bool isValid, string algorithm, DateTimeOffset signedAt, string? from)
    {
        var reasons = new List<string>();
        var at = signedAt < clock.GetUtcNow() ? signedAt : clock.GetUtcNow();
        var isCurrent = owner is not null && key is not null && PgpKey.IsCurrent(key, at) && PgpKey.IsCurrent(owner.Ring.GetPublicKey(), at);
        var isAuthor = owner is not null && MessageAuthors.Of(from).Any(author => owner.Addresses.Contains(author, StringComparer.OrdinalIgnoreCase));
        if (key is null)
        {
            reasons.Add($"The signer's key {keyId} is not among those given.");
        }
        else
        {
            reasons.Add(isValid ? "The signature fits." : "The signature does not fit: what was signed was changed since.");
            reasons.Add(isCurrent ? "The key is one of those given." : "The key had expired when it was signed, or is revoked.");
            if (!isAuthor)
            {
                reasons.Add($"The key is that of {owner}, and the message is from {from ?? "nobody"}.");
            }
        }

        return new MailSignature
        {
            Standard = MailProtectionStandard.OpenPgp,
            Signer = owner?.Name,
            Addresses = [.. owner?.Addresses ?? []],
            IsValid = isValid,
            IsTrusted = isValid && isCurrent,
            IsFromSigner = isAuthor,
            Fingerprint = owner?.Fingerprint ?? keyId,
            Algorithm = algorithm,
            SignedAt = signedAt,
            NotBefore = key is null ? null : new DateTimeOffset(key.CreationTime.ToUniversalTime()),
            NotAfter = key is null ? null : PgpKey.EndOf(key),
            Reasons = [.. reasons],
        };
    }
}

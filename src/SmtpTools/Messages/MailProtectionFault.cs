namespace SmtpTools;

/// <summary>Why a message could not be signed, encrypted, sealed, decrypted or verified.</summary>
public enum MailProtectionFault
{
    /// <summary>A key or certificate can't be read, or is of a kind that can't be used.</summary>
    KeyUnusable,

    /// <summary>A password or passphrase is missing or wrong.</summary>
    WrongPassword,

    /// <summary>There is a certificate or public key, and not the private key that is needed.</summary>
    NoPrivateKey,

    /// <summary>A certificate or key has expired, is not valid yet, or is revoked.</summary>
    KeyNotCurrent,

    /// <summary>A certificate or key is not made for what it was to do.</summary>
    WrongPurpose,

    /// <summary>None of the keys given opens the message.</summary>
    NoKeyForMessage,

    /// <summary>What is encrypted or signed is damaged or was changed.</summary>
    Damaged,

    /// <summary>DNS did not answer when it was asked for the key of the new signature; later it may.</summary>
    KeyLookupFailed,

    /// <summary>The domain publishes no usable key for the new signature.</summary>
    KeyNotPublished,

    /// <summary>The new signature does not verify with the key that the domain publishes.</summary>
    KeyMismatch,

    /// <summary>The new signature's domain is not aligned with From, so that DMARC would not count it.</summary>
    NotAligned,

    /// <summary>The message itself can't be protected so: it has no author, a broken chain, or is too large.</summary>
    MessageUnfit,
}

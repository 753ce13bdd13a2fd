namespace SmtpTools;

/// <summary>A signature that was found on a message's body, and what it is worth.</summary>
public sealed class MailSignature
{
    /// <summary>By what standard it was made.</summary>
    public MailProtectionStandard Standard { get; init; }

    /// <summary>Who signed, as the certificate or key says; null where that is not known.</summary>
    public string? Signer { get; init; }

    /// <summary>The mail addresses that the certificate or key is for.</summary>
    public string[] Addresses { get; init; } = [];

    /// <summary>Whether the signature fits what was signed.</summary>
    public bool IsValid { get; init; }

    /// <summary>
    /// Whether it can be told who signed: the certificate leads to a trusted root and is not known to be revoked, or the key is among those
    /// given, and was current at <see cref="SignedAt"/>.
    /// </summary>
    public bool IsTrusted { get; init; }

    /// <summary>Whether the certificate or key is for the author of the message (RFC 8550 3).</summary>
    public bool IsFromSigner { get; init; }

    /// <summary>Who issued the certificate; null for OpenPGP.</summary>
    public string? Issuer { get; init; }

    /// <summary>The root that the certificate leads to; null for OpenPGP, or where there is none.</summary>
    public string? Root { get; init; }

    /// <summary>Whether the certificate was revoked, where that was asked; null for OpenPGP.</summary>
    public CertificateRevocation? Revocation { get; init; }

    /// <summary>The certificate's SHA-256 fingerprint, or the OpenPGP key's; its key id where no more is known.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The algorithms of key and hash, such as <c>RSA with SHA-256</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>When it was signed, as the signer says; null where it does not say.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>From when the certificate or key is valid.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it is valid; null for ever, or where that is not known.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>What led to this, in sentences.</summary>
    public string[] Reasons { get; init; } = [];

    /// <summary>Who signed, and what it is worth.</summary>
    public override string ToString() =>
        $"{Standard} by {Signer ?? Fingerprint ?? "nobody known"}: {(IsValid ? "valid" : "not valid")}, {(IsTrusted ? "trusted" : "not trusted")}";
}

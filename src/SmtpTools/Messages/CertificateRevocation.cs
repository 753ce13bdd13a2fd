namespace SmtpTools;

/// <summary>What is known of whether a signer's certificate, or one of those above it, was revoked.</summary>
public enum CertificateRevocation
{
    /// <summary>It was not asked.</summary>
    NotAsked,

    /// <summary>Its issuer does not name it among those that are revoked.</summary>
    NotRevoked,

    /// <summary>Its issuer has revoked it, or one of those above it.</summary>
    Revoked,

    /// <summary>It was asked, and no answer could be had.</summary>
    Unknown,
}

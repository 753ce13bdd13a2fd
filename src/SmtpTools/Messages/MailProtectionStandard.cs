namespace SmtpTools;

/// <summary>By what standard a message is signed or encrypted.</summary>
public enum MailProtectionStandard
{
    /// <summary>S/MIME, by certificates (RFC 8551).</summary>
    Smime,

    /// <summary>OpenPGP, by keys (RFC 3156).</summary>
    OpenPgp,
}

namespace SmtpTools;

/// <summary>One layer of encryption that was taken off a message.</summary>
public sealed class MailEncryption
{
    /// <summary>By what standard it was encrypted.</summary>
    public MailProtectionStandard Standard { get; init; }

    /// <summary>The algorithm of the content, such as <c>AES-256-CBC</c>.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Whom it was encrypted for: issuer and serial number of certificates, ids of OpenPGP keys.</summary>
    public string[] Recipients { get; init; } = [];

    /// <summary>The certificate or key that opened it.</summary>
    public string? OpenedBy { get; init; }

    /// <summary>Whether what was encrypted can't have been changed unseen. S/MIME's ciphers in common use do not see to that.</summary>
    public bool HasIntegrity { get; init; }

    /// <summary>The standard and the algorithm.</summary>
    public override string ToString() => $"{Standard}, {Algorithm}";
}

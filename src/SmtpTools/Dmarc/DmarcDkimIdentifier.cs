namespace SmtpTools;

/// <summary>A DKIM signature of a message, as far as DMARC needs it (RFC 9989 4.4.1).</summary>
/// <param name="Domain">The signing domain (d=).</param>
/// <param name="IsPass">Whether the signature verified.</param>
/// <param name="Selector">The selector (s=); null where it is not known.</param>
public sealed record DmarcDkimIdentifier(string Domain, bool IsPass, string? Selector = null);

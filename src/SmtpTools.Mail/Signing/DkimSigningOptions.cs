namespace SmtpTools;

/// <summary>How a message is signed by DKIM (RFC 6376, RFC 8463).</summary>
public sealed class DkimSigningOptions
{
    /// <summary>The signing domain (d=); null takes that of From, with which DMARC aligns it.</summary>
    public string? Domain { get; set; }

    /// <summary>The keys, each with the selector that its public half is published under; several make several signatures.</summary>
    public IList<DkimSigningKey> Keys { get; set; } = new List<DkimSigningKey>();

    /// <summary>After what time the signature counts no more (x=); null for never.</summary>
    public TimeSpan? ExpiresAfter { get; set; }
}

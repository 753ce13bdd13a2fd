namespace SmtpTools;

/// <summary>What DMARC needs to know of a message (RFC 9989 5.3).</summary>
public sealed class DmarcIdentifiers
{
    /// <summary>The domain of the From field, in ASCII or Unicode: the author domain. A message with none or several has none (RFC 9989 5.3.1).</summary>
    public required string FromDomain { get; init; }

    /// <summary>What SPF gave for the MAIL FROM identity; None where it was not checked.</summary>
    public SpfResult SpfResult { get; init; }

    /// <summary>The domain that SPF checked; null where it was not checked.</summary>
    public string? SpfDomain { get; init; }

    /// <summary>The message's DKIM signatures, those that failed included.</summary>
    public IReadOnlyList<DmarcDkimIdentifier> Dkim { get; init; } = [];
}

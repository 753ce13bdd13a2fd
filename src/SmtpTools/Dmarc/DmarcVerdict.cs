namespace SmtpTools;

/// <summary>What DMARC says of a message (RFC 9989 5.3.5, 5.3.6).</summary>
public sealed class DmarcVerdict
{
    internal DmarcVerdict()
    {
    }

    /// <summary>The From domain in ASCII; as it was given, where it is not a domain name.</summary>
    public required string FromDomain { get; init; }

    /// <summary>The result.</summary>
    public required DmarcResult Result { get; init; }

    /// <summary>
    /// What the domain's owner wants done with the message: None unless it fails. Receivers decide for themselves, and should not reject
    /// by this alone (RFC 9989 7.4).
    /// </summary>
    public required DmarcPolicy Disposition { get; init; }

    /// <summary>The result of a receiver that follows RFC 7489; null where no list of public suffixes was given.</summary>
    public DmarcResult? Rfc7489Result { get; init; }

    /// <summary>The policy that was found.</summary>
    public required DmarcPolicyResult Policy { get; init; }

    /// <summary>The message's domains and whether they are aligned.</summary>
    public IReadOnlyList<DmarcAlignedIdentifier> Identifiers { get; init; } = [];

    /// <summary>What led to the result, in sentences.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The From domain, the result and the disposition.</summary>
    /// <returns>Such as <c>example.com: Fail, Reject</c>.</returns>
    public override string ToString() => Result == DmarcResult.Fail ? $"{FromDomain}: {Result}, {Disposition}" : $"{FromDomain}: {Result}";
}

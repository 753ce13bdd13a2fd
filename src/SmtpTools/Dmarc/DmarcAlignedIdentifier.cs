namespace SmtpTools;

/// <summary>Whether one authenticated domain of a message is aligned with the From domain (RFC 9989 4.10.2).</summary>
public sealed class DmarcAlignedIdentifier
{
    internal DmarcAlignedIdentifier()
    {
    }

    /// <summary>What authenticated it: <c>spf</c> or <c>dkim</c>.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The selector of a DKIM signature; null where it is not known.</summary>
    public string? Selector { get; init; }

    /// <summary>Whether the mechanism gave pass.</summary>
    public required bool IsAuthenticated { get; init; }

    /// <summary>Which alignment the record asks for.</summary>
    public required DmarcAlignment Mode { get; init; }

    /// <summary>The domain's organizational domain; null where it was not needed or is not known.</summary>
    public string? OrganizationalDomain { get; init; }

    /// <summary>Whether the domain is aligned, authenticated or not; null where DNS did not say.</summary>
    public required bool? IsAligned { get; init; }

    /// <summary>The reason, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The mechanism, the domain and whether it is aligned.</summary>
    /// <returns>Such as <c>dkim example.com: aligned</c>.</returns>
    public override string ToString() => $"{Mechanism} {Domain}: {(IsAligned switch { true => "aligned", false => "not aligned", _ => "not known" })}{(IsAuthenticated ? string.Empty : ", not authenticated")}";
}

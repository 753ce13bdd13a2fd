namespace SmtpTools;

/// <summary>One set of an ARC chain: what one server on the way said (RFC 8617 4.2.1).</summary>
public sealed class ArcSetResult
{
    /// <summary>The set's number, from 1.</summary>
    public int Instance { get; init; }

    /// <summary>The sealing domain; null where none could be read.</summary>
    public string? Domain { get; init; }

    /// <summary>The seal's selector; null where none could be read.</summary>
    public string? Selector { get; init; }

    /// <summary>Whether the seal verified; None where it was not come to.</summary>
    public ArcResult Seal { get; init; }

    /// <summary>What the sealer found of the chain before it (cv=).</summary>
    public string? ChainValidation { get; init; }

    /// <summary>What the sealer found of the message (ARC-Authentication-Results).</summary>
    public string? AuthenticationResults { get; init; }

    /// <summary>Number, domain and result.</summary>
    public override string ToString() => $"{Instance}: {Domain}: {Seal}";
}

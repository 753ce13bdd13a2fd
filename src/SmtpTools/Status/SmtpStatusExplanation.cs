namespace SmtpTools;

/// <summary>What a reply means, why it most likely came, and what to do.</summary>
public sealed record SmtpStatusExplanation
{
    internal SmtpStatusExplanation()
    {
    }

    /// <summary>The code explained: the enhanced one where there is one, as in <c>5.7.139</c>, else the reply code, as in <c>550</c>.</summary>
    public required string Code { get; init; }

    /// <summary>A stable word for the cause that scripts can compare, as in <c>BasicAuthDisabled</c> or <c>Greylisted</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The service or software whose reply it is, as in <c>Exchange Online</c>; null for a standard meaning.</summary>
    public string? Provider { get; init; }

    /// <summary>What the trouble is with.</summary>
    public required SmtpStatusScope Scope { get; init; }

    /// <summary>Whether the same attempt may succeed later (RFC 5321 4.2.1: a code that begins with 4).</summary>
    public required bool IsTransient { get; init; }

    /// <summary>What the code says.</summary>
    public required string Meaning { get; init; }

    /// <summary>Why it most likely came.</summary>
    public required string LikelyCause { get; init; }

    /// <summary>What to do.</summary>
    public required string NextStep { get; init; }

    /// <summary>Where the meaning comes from: the RFC and section, or the provider's page.</summary>
    public required string Source { get; init; }

    /// <summary>How long the server asks to wait before the next attempt; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The links in the server's text.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>The reply that is explained, as it came; null where only a code was looked up.</summary>
    public string? Reply { get; init; }

    /// <summary>The steps of a session in which this meaning holds; empty for all.</summary>
    public IReadOnlyList<SmtpPhase> Phases { get; init; } = [];

    /// <summary>What the server's text holds where this meaning is meant, one of them; empty for any text.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The code, the word and the meaning.</summary>
    public override string ToString() => $"{Code} {Name}: {Meaning}";
}

namespace SmtpTools;

/// <summary>A message's ARC chain, checked (RFC 8617 5.2).</summary>
public sealed class ArcChainResult
{
    /// <summary>The result.</summary>
    public ArcResult Result { get; init; }

    /// <summary>Why, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether the newest ARC-Message-Signature fits the message as it is.</summary>
    public ArcResult MessageSignature { get; init; }

    /// <summary>The sets, oldest first; empty where the chain is not well-formed.</summary>
    public IReadOnlyList<ArcSetResult> Sets { get; init; } = [];

    /// <summary>Whether DNS did not give a key, so that the same check may give another result later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The result and who sealed.</summary>
    public override string ToString() => Sets.Count == 0 ? Result.ToString() : $"{Result}: {string.Join(", ", Sets.Select(set => set.Domain))}";
}

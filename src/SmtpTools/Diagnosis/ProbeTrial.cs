namespace SmtpTools;

/// <summary>One thing that a check tried in a session of its own, and what the server answered.</summary>
public sealed class ProbeTrial
{
    internal ProbeTrial()
    {
    }

    /// <summary>The name of the check.</summary>
    public string Check { get; internal init; } = string.Empty;

    /// <summary>What was tried, in words.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>What was sent.</summary>
    public string Sent { get; internal init; } = string.Empty;

    /// <summary>Whether the server took it; null where that could not be learnt.</summary>
    public bool? IsAccepted { get; internal init; }

    /// <summary>What the server answered, or why there is no answer.</summary>
    public string Answer { get; internal init; } = string.Empty;

    /// <inheritdoc/>
    public override string ToString() => $"{Check}, {Name}: {(IsAccepted is null ? "unknown" : IsAccepted.Value ? "accepted" : "rejected")} ({Answer})";
}

namespace SmtpTools;

/// <summary>What came of reading a policy.</summary>
public sealed class MtaStsPolicyReading
{
    internal MtaStsPolicyReading(MtaStsPolicy? policy, IReadOnlyList<string> errors, IReadOnlyList<string> warnings)
    {
        Policy = policy;
        Errors = errors;
        Warnings = warnings;
    }

    /// <summary>The policy; null where senders must not use it.</summary>
    public MtaStsPolicy? Policy { get; }

    /// <summary>Why senders must not use it, a sentence for each reason.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>What they pass over.</summary>
    public IReadOnlyList<string> Warnings { get; }
}

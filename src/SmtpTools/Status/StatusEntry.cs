namespace SmtpTools.Status;

/// <summary>One record of the table.</summary>
internal sealed class StatusEntry
{
    private const int TextWeight = 1000;
    private const int PhaseWeight = 60;
    private const int ReplyWeight = 5;
    private const int MaxLengthWeight = 30;

    public required IReadOnlyList<StatusCodePattern> Codes { get; init; }

    /// <summary>The reply codes that the enhanced code must come with; empty for any.</summary>
    public required IReadOnlyList<int> ReplyCodes { get; init; }

    /// <summary>The steps in which the record holds; empty for all.</summary>
    public required IReadOnlyList<SmtpPhase> Phases { get; init; }

    /// <summary>What the text must hold, one of them; empty for any text.</summary>
    public required IReadOnlyList<StatusTextPattern> Texts { get; init; }

    public required string Name { get; init; }

    public required SmtpStatusScope Scope { get; init; }

    public required string? Provider { get; init; }

    public required string Meaning { get; init; }

    public required string Cause { get; init; }

    public required string NextStep { get; init; }

    public required string Source { get; init; }

    /// <summary>How well the record fits a reply; 0 where it does not.</summary>
    public int Match(int replyCode, EnhancedStatusCode? enhanced, SmtpPhase phase, string text)
    {
        var code = MatchCode(replyCode, enhanced);
        if (code == 0 || (ReplyCodes.Count > 0 && !ReplyCodes.Contains(replyCode)))
        {
            return 0;
        }

        var words = 0;
        if (Texts.Count > 0)
        {
            words = Texts.Max(t => t.Match(text));
            if (words == 0)
            {
                return 0;
            }
        }

        // Where the step is not known the text may still tell enough; the step alone would be a guess.
        if (Phases.Count > 0 && !Phases.Contains(phase) && !(phase == SmtpPhase.None && words > 0))
        {
            return 0;
        }

        return code
            + (words > 0 ? TextWeight + Math.Min(words, MaxLengthWeight) : 0)
            + (Phases.Count > 0 ? PhaseWeight : 0)
            + (ReplyCodes.Count > 0 ? ReplyWeight : 0);
    }

    /// <summary>How well the record's codes fit; 0 where none does.</summary>
    public int MatchCode(int replyCode, EnhancedStatusCode? enhanced) => Codes.Max(c => c.Match(replyCode, enhanced));
}

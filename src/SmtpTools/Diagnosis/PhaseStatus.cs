namespace SmtpTools;

/// <summary>What came of one phase of a test.</summary>
public enum PhaseStatus
{
    /// <summary>It did what it should.</summary>
    Passed,

    /// <summary>It went on, with something to look at.</summary>
    Warning,

    /// <summary>It failed, or what it showed is not what was asked for.</summary>
    Failed,

    /// <summary>It was not done: not asked for, not offered, or not reached.</summary>
    Skipped,
}

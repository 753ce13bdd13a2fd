namespace SmtpTools;

/// <summary>What came of one term of a check (RFC 7208 4.6.2).</summary>
public enum SpfStepOutcome
{
    /// <summary>The term did not match, and the next one was looked at.</summary>
    NoMatch,

    /// <summary>The term matched and decided its record.</summary>
    Match,

    /// <summary>The check ended here without a decision.</summary>
    Error,
}

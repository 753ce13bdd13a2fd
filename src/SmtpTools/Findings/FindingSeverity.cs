namespace SmtpTools;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; nothing needs to be done.</summary>
    Information,

    /// <summary>Works today, and is weak, near its end, or costs some senders or recipients.</summary>
    Warning,

    /// <summary>Broken or unsafe now: the test does not pass.</summary>
    Error,
}

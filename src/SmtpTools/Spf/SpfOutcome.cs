namespace SmtpTools.Spf;

/// <summary>What one record of a check came to.</summary>
/// <param name="Result">The result.</param>
/// <param name="Problem">Why it is none; null otherwise.</param>
/// <param name="Domain">The domain whose record decided.</param>
/// <param name="Mechanism">The mechanism there that matched; null where none did.</param>
/// <param name="Explanation">Where that record's explanation is to be found; null where it has none.</param>
internal sealed record SpfOutcome(SpfResult Result, string? Problem, string Domain, string? Mechanism, MacroString? Explanation);

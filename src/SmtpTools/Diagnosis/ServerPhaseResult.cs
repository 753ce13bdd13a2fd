namespace SmtpTools;

/// <summary>One phase of a server's test.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Status">What came of it.</param>
/// <param name="Time">How long it took; null where it was not done or has no time of its own.</param>
/// <param name="Detail">What was seen, or why it failed or was skipped.</param>
public sealed record ServerPhaseResult(ServerPhase Phase, PhaseStatus Status, TimeSpan? Time, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => Time is { } time
        ? FormattableString.Invariant($"{Phase} {Status} ({time.TotalMilliseconds:0} ms): {Detail}")
        : $"{Phase} {Status}: {Detail}";
}

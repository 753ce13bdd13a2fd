namespace SmtpTools;

/// <summary>How long one phase took, over a whole measurement. Only what succeeded counts: a quick refusal would flatter.</summary>
public sealed class LatencyFigures
{
    /// <summary>The phase.</summary>
    public MeasuredPhase Phase { get; set; }

    /// <summary>How often it was measured.</summary>
    public long Count { get; set; }

    /// <summary>The shortest time.</summary>
    public TimeSpan Minimum { get; set; }

    /// <summary>The mean time.</summary>
    public TimeSpan Mean { get; set; }

    /// <summary>The time that half of them did not exceed, within 1 %.</summary>
    public TimeSpan P50 { get; set; }

    /// <summary>The time that 95 % of them did not exceed, within 1 %.</summary>
    public TimeSpan P95 { get; set; }

    /// <summary>The time that 99 % of them did not exceed, within 1 %.</summary>
    public TimeSpan P99 { get; set; }

    /// <summary>The longest time.</summary>
    public TimeSpan Maximum { get; set; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Phase}: {Count} times, p50 {P50.TotalMilliseconds:0.0} ms, p95 {P95.TotalMilliseconds:0.0} ms, p99 {P99.TotalMilliseconds:0.0} ms");
}

namespace SmtpTools.Diagnosis.Load;

/// <summary>
/// Counts times in buckets that are each a 128th of their power of two wide. Its size is fixed, however long a measurement runs, and a
/// percentile is at most 1/128 above the true one.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int BucketsPerPower = 128;

    /// <summary>Powers of two above the exact range, enough for any TimeSpan.</summary>
    private const int Powers = 63 - 8;

    private readonly long[] _buckets = new long[(Powers + 2) * BucketsPerPower];
    private double _sum;
    private long _minimum = long.MaxValue;
    private long _maximum;

    public long Count { get; private set; }

    public void Add(TimeSpan time)
    {
        var ticks = Math.Max(0, time.Ticks);
        _buckets[IndexOf(ticks)]++;
        Count++;
        _sum += ticks;
        _minimum = Math.Min(_minimum, ticks);
        _maximum = Math.Max(_maximum, ticks);
    }

    /// <summary>The time that so many percent of the times did not exceed, by the nearest rank.</summary>
    public TimeSpan Percentile(double percent)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count));
        long passed = 0;
        var index = -1;
        while (passed < rank)
        {
            passed += _buckets[++index];
        }

        return TimeSpan.FromTicks(Math.Min(HighestOf(index), _maximum));
    }

    /// <summary>The figures; there must be a time.</summary>
    public LatencyFigures Figures(MeasuredPhase phase) => new()
    {
        Phase = phase,
        Count = Count,
        Minimum = TimeSpan.FromTicks(_minimum),
        Mean = TimeSpan.FromTicks((long)(_sum / Count)),
        P50 = Percentile(50),
        P95 = Percentile(95),
        P99 = Percentile(99),
        Maximum = TimeSpan.FromTicks(_maximum),
    };

    // Below 256 each value has a bucket. Above, a value is shifted until it has 8 bits, and each shift has the 128 buckets of its upper half.
    private static int IndexOf(long value)
    {
        var shift = 0;
        while (value >> shift >= 2 * BucketsPerPower)
        {
            shift++;
        }

        return (shift * BucketsPerPower) + (int)(value >> shift);
    }

    private static long HighestOf(int index)
    {
        var shift = Math.Max(0, (index / BucketsPerPower) - 1);
        return (((long)index - (shift * BucketsPerPower) + 1) << shift) - 1;
    }
}

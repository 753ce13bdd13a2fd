using System.Threading.RateLimiting;

namespace SmtpTools.Delivery;

/// <summary>Lets callers through at a rate, in the order in which they came. The rate limiter is async only: this is where it is waited for.</summary>
internal sealed class RateGate : IDisposable
{
    // Timers of the platform are no finer; a faster rate lets several through at each tick.
    private static readonly TimeSpan s_shortestTick = TimeSpan.FromMilliseconds(20);

    private readonly TokenBucketRateLimiter _limiter;

    /// <param name="rate">The rate.</param>
    public RateGate(MessageRate rate)
    {
        var atOnce = Math.Max(1, (int)Math.Round(s_shortestTick.TotalSeconds / rate.Interval.TotalSeconds));
        _limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = atOnce,
            TokensPerPeriod = atOnce,
            ReplenishmentPeriod = TimeSpan.FromTicks(rate.Interval.Ticks * atOnce),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Waits until it is the caller's turn.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void Pass(CancellationToken cancellationToken)
    {
        using var lease = _limiter.AcquireAsync(1, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    public void Dispose() => _limiter.Dispose();
}

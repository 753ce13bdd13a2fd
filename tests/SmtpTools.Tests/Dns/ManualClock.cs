namespace SmtpTools.Tests.Dns;

/// <summary>A clock that moves only when it is told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    internal void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
}

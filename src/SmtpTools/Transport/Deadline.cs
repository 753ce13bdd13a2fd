namespace SmtpTools.Transport;

/// <summary>The end of the time that a phase has. Every receive and send gets what is left, so a peer that drips is timed out too.</summary>
internal readonly struct Deadline
{
    private readonly TimeProvider _time;
    private readonly long _start;

    public Deadline(TimeProvider time, TimeSpan limit)
    {
        _time = time;
        _start = time.GetTimestamp();
        Limit = limit;
    }

    /// <summary>The whole time the phase has.</summary>
    public TimeSpan Limit { get; }

    /// <summary>What is left of it; negative when it is over.</summary>
    public TimeSpan Left => Limit - _time.GetElapsedTime(_start);

    /// <summary>Milliseconds left for a socket's time-out; 0 when none are.</summary>
    public int MillisecondsLeft()
    {
        var left = Left.TotalMilliseconds;
        return left <= 0 ? 0 : left >= int.MaxValue ? int.MaxValue : Math.Max(1, (int)left);
    }
}

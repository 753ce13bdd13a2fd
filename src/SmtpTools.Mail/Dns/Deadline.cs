namespace SmtpTools.Mail.Dns;

/// <summary>The moment at which a question is given up.</summary>
internal readonly struct Deadline(TimeProvider clock, TimeSpan timeout)
{
    // A socket takes whole milliseconds, and a zero for "for ever".
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly long _start = clock.GetTimestamp();

    /// <summary>What is left, but no more than the given; null where nothing is.</summary>
    internal TimeSpan? Left(TimeSpan atMost)
    {
        var left = timeout - clock.GetElapsedTime(_start);
        return left < Least ? null : left < atMost ? left : atMost;
    }
}

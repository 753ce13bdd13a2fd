namespace SmtpTools.Diagnosis.Load;

/// <summary>Deals out the messages of a measurement, each once, at its time.</summary>
internal sealed class LoadSchedule(long? count, TimeSpan? duration, MessageRate? rate, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _dealt;
    private long _lastEnd;

    /// <summary>The time since the measurement began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>The time at which the last message ended; what comes behind it is parting, and no work of the server.</summary>
    public TimeSpan LastEnd => TimeSpan.FromTicks(Interlocked.Read(ref _lastEnd));

    public void MessageEnded() => Interlocked.Exchange(ref _lastEnd, Elapsed.Ticks);

    /// <summary>Takes the next message, and waits until it is due.</summary>
    /// <param name="number">Which it is, from 0.</param>
    /// <param name="due">When it is to begin, counted from the beginning: what is late is late for the server, too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where no more message is to be begun.</returns>
    public bool TryTake(out long number, out TimeSpan due, CancellationToken cancellationToken)
    {
        number = Interlocked.Increment(ref _dealt) - 1;
        due = rate is null ? Elapsed : TimeSpan.FromTicks(number * rate.Interval.Ticks);
        if (number >= count || due >= duration || Elapsed >= duration)
        {
            return false;
        }

        Wait(due - Elapsed, cancellationToken);
        return true;
    }

    /// <summary>Waits so long, or until the token is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Wait(TimeSpan pause, CancellationToken cancellationToken)
    {
        if (pause > TimeSpan.Zero)
        {
            _ = cancellationToken.WaitHandle.WaitOne(pause);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}

namespace SmtpTools.Dns;

/// <summary>One question's place in the cache: first the wait for its answer, then the answer as long as it may be kept.</summary>
/// <remarks>There are thousands of them, so each is small: it takes no lock, and what is waited on is made by the first who waits.</remarks>
internal sealed class AnswerSlot
{
    private TaskCompletionSource<bool>? _waiting;
    private DnsAnswer? _answer;
    private TimeSpan _expires;
    private volatile bool _isFilled;

    /// <summary>Whether the slot serves who asks now: its answer is awaited, or may still be used.</summary>
    internal bool IsOpen(TimeSpan now) => !_isFilled || now < _expires;

    /// <summary>Fills the slot and wakes who waits for it. To be called once.</summary>
    /// <param name="answer">The answer; null where whoever asked was stopped.</param>
    /// <param name="expires">The moment from which it is of no use to anybody who comes later.</param>
    internal void Fill(DnsAnswer? answer, TimeSpan expires)
    {
        (_answer, _expires) = (answer, expires);
        _isFilled = true;

        // Whoever has not yet seen the line above is seen here, and the other way round.
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _waiting)?.SetResult(true);
    }

    /// <summary>Waits until the slot is filled.</summary>
    /// <returns>The answer; null where whoever asked was stopped, which is no reason for anybody else to stop.</returns>
    internal DnsAnswer? Await(CancellationToken cancellationToken)
    {
        if (!_isFilled)
        {
            var mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            var waiting = Interlocked.CompareExchange(ref _waiting, mine, null) ?? mine;
            if (!_isFilled)
            {
                waiting.Task.Wait(cancellationToken);
            }
        }

        return _answer;
    }
}

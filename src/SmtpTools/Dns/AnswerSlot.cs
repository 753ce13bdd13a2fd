namespace SmtpTools.Dns;

/// <summary>One question's place in the cache: first the wait for its answer, then the answer as long as it may be kept.</summary>
internal sealed class AnswerSlot
{
    private readonly object _lock = new();
    private TaskCompletionSource<bool>? _waiting;
    private DnsAnswer? _answer;
    private TimeSpan _expires;
    private bool _isFilled;

    /// <summary>Whether the slot serves who asks now: its answer is awaited, or may still be used.</summary>
    internal bool IsOpen(TimeSpan now)
    {
        lock (_lock)
        {
            return !_isFilled || now < _expires;
        }
    }

    /// <summary>Fills the slot and wakes who waits for it.</summary>
    /// <param name="answer">The answer; null where whoever asked was stopped.</param>
    /// <param name="expires">The moment from which it is of no use to anybody who comes later.</param>
    internal void Fill(DnsAnswer? answer, TimeSpan expires)
    {
        TaskCompletionSource<bool>? waiting;
        lock (_lock)
        {
            (_answer, _expires, _isFilled) = (answer, expires, true);
            waiting = _waiting;
        }

        waiting?.SetResult(true);
    }

    /// <summary>Waits until the slot is filled.</summary>
    /// <returns>The answer; null where whoever asked was stopped, which is no reason for anybody else to stop.</returns>
    internal DnsAnswer? Await(CancellationToken cancellationToken)
    {
        Task filled;
        lock (_lock)
        {
            if (_isFilled)
            {
                return _answer;
            }

            // Made by the first who waits: nobody does for nearly all questions.
            _waiting ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            filled = _waiting.Task;
        }

        filled.Wait(cancellationToken);
        return _answer;
    }
}

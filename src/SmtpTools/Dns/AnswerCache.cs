using System.Collections.Concurrent;

namespace SmtpTools.Dns;

/// <summary>
/// Keeps answers as long as they allow, and no more than so many: in two generations, of which the elder is dropped as a whole when
/// the younger is full. What was used meanwhile has moved to the younger. An answer that is awaited has its place already, so that
/// who wants the same waits with it.
/// </summary>
/// <param name="maxAnswers">The most answers that are kept.</param>
/// <param name="keepsRepeatedOnly">Whether an answer is kept only from its question's second time on.</param>
/// <param name="clock">Measures how old answers are.</param>
internal sealed class AnswerCache(int maxAnswers, bool keepsRepeatedOnly, TimeProvider clock)
{
    /// <summary>Longer than this nothing is kept, whatever it says of itself.</summary>
    internal static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(1);

    /// <summary>So long a failure is kept, so that a dead server is not asked once for each of a thousand domains (RFC 9520 3.2: 1 s to 5 min).</summary>
    internal static readonly TimeSpan FailureTimeToLive = TimeSpan.FromSeconds(5);

    private readonly object _turning = new();
    private readonly RepeatedQuestions? _repeated = keepsRepeatedOnly ? new RepeatedQuestions() : null;
    private readonly long _start = clock.GetTimestamp();
    private ConcurrentDictionary<DnsQuestionKey, AnswerSlot> _young = new();
    private ConcurrentDictionary<DnsQuestionKey, AnswerSlot> _old = new();
    private int _youngCount;

    /// <summary>The place of a question's answer.</summary>
    /// <param name="key">The question.</param>
    /// <param name="isNew">Whether nobody asks it and no answer is kept: the caller is to ask, and to fill the slot whatever comes of it.</param>
    internal AnswerSlot Take(DnsQuestionKey key, out bool isNew)
    {
        isNew = false;
        var now = clock.GetElapsedTime(_start);
        var young = _young;
        if (young.TryGetValue(key, out var known) && known.IsOpen(now))
        {
            return known;
        }

        if (_old.TryGetValue(key, out var elder) && elder.IsOpen(now))
        {
            Put(young, key, elder, known);
            return elder;
        }

        // Two threads may come here with the same question: the slot of the first one stands. Only in the moment in which the generations
        // turn may both ask.
        var mine = new AnswerSlot();
        isNew = Put(young, key, mine, known);
        return isNew ? mine : young.TryGetValue(key, out var first) ? first : Take(key, out isNew);
    }

    /// <summary>Fills a slot with what came of its question.</summary>
    /// <param name="key">The question.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="answer">The answer; null where there is none because whoever asked was stopped.</param>
    internal void Fill(DnsQuestionKey key, AnswerSlot slot, DnsAnswer? answer)
    {
        var timeToLive =
            answer is null || _repeated?.Note(key) == false ? TimeSpan.Zero
            : answer.IsTransient ? FailureTimeToLive
            : answer.TimeToLive < MaxTimeToLive ? answer.TimeToLive : MaxTimeToLive;
        slot.Fill(answer, clock.GetElapsedTime(_start) + timeToLive);
        if (timeToLive <= TimeSpan.Zero)
        {
            // Not left to be dropped with its generation: it holds memory and helps nobody.
            var young = (ICollection<KeyValuePair<DnsQuestionKey, AnswerSlot>>)_young;
            if (young.Remove(new KeyValuePair<DnsQuestionKey, AnswerSlot>(key, slot)))
            {
                _ = Interlocked.Decrement(ref _youngCount);
            }
        }
    }

    // False where another thread was faster.
    private bool Put(ConcurrentDictionary<DnsQuestionKey, AnswerSlot> young, DnsQuestionKey key, AnswerSlot slot, AnswerSlot? replaced)
    {
        if (replaced is null ? !young.TryAdd(key, slot) : !young.TryUpdate(key, slot, replaced))
        {
            return false;
        }

        // Counts a replaced entry twice, which only turns the generations earlier. ConcurrentDictionary.Count would take all locks.
        if (Interlocked.Increment(ref _youngCount) >= maxAnswers / 2)
        {
            lock (_turning)
            {
                if (_youngCount >= maxAnswers / 2)
                {
                    _old = _young;
                    _young = new ConcurrentDictionary<DnsQuestionKey, AnswerSlot>();
                    _youngCount = 0;
                }
            }
        }

        return true;
    }
}

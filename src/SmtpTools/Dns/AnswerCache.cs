using System.Collections.Concurrent;

namespace SmtpTools.Dns;

/// <summary>
/// Keeps answers as long as they allow, and no more than so many: in two generations, of which the elder is dropped as a whole when
/// the younger is full. What was used meanwhile has moved to the younger.
/// </summary>
internal sealed class AnswerCache(int maxAnswers, TimeProvider clock)
{
    /// <summary>Longer than this nothing is kept, whatever it says of itself.</summary>
    internal static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(1);

    /// <summary>So long a failure is kept, so that a dead server is not asked once for each of a thousand domains (RFC 9520 3.2: 1 s to 5 min).</summary>
    internal static readonly TimeSpan FailureTimeToLive = TimeSpan.FromSeconds(5);

    private readonly object _turning = new();
    private readonly long _start = clock.GetTimestamp();
    private ConcurrentDictionary<DnsQuestionKey, Entry> _young = new();
    private ConcurrentDictionary<DnsQuestionKey, Entry> _old = new();
    private int _youngCount;

    /// <summary>The kept answer; null where there is none, or none that may be used any longer.</summary>
    internal DnsAnswer? Find(DnsQuestionKey key)
    {
        var isYoung = _young.TryGetValue(key, out var entry);
        if (!isYoung && !_old.TryGetValue(key, out entry))
        {
            return null;
        }

        if (entry!.Expires <= clock.GetElapsedTime(_start))
        {
            return null;
        }

        if (!isYoung)
        {
            Put(key, entry);
        }

        return entry.Answer;
    }

    /// <summary>Keeps an answer, if it may be kept at all.</summary>
    internal void Keep(DnsQuestionKey key, DnsAnswer answer)
    {
        var timeToLive = answer.IsTransient ? FailureTimeToLive : answer.TimeToLive < MaxTimeToLive ? answer.TimeToLive : MaxTimeToLive;
        if (timeToLive > TimeSpan.Zero)
        {
            Put(key, new Entry(answer, clock.GetElapsedTime(_start) + timeToLive));
        }
    }

    private void Put(DnsQuestionKey key, Entry entry)
    {
        _young[key] = entry;

        // Counts a replaced entry twice, which only turns the generations earlier. ConcurrentDictionary.Count would take all locks.
        if (Interlocked.Increment(ref _youngCount) >= maxAnswers / 2)
        {
            lock (_turning)
            {
                if (_youngCount >= maxAnswers / 2)
                {
                    _old = _young;
                    _young = new ConcurrentDictionary<DnsQuestionKey, Entry>();
                    _youngCount = 0;
                }
            }
        }
    }

    private sealed record Entry(DnsAnswer Answer, TimeSpan Expires);
}

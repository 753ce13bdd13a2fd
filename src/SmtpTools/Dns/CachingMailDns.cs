using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SmtpTools.Dns;

namespace SmtpTools;

/// <summary>
/// Stands before another <see cref="IMailDns"/>: keeps its answers as long as they allow, asks once for what several threads want at
/// the same time, and bounds how many questions are under way.
/// </summary>
/// <remarks>Kept answers are handed out as they came, so that their times to live are those of the moment of the answer.</remarks>
[SuppressMessage(
    "Design", "CA1001", Justification = "A semaphore without a wait handle holds only memory, and a question may outlive the pipeline that asked it.")]
public sealed class CachingMailDns : IMailDns
{
    /// <summary>The most answers that are kept.</summary>
    public const int MaxAnswers = 20_000;

    /// <summary>The questions that may be under way at once, where nothing else is said.</summary>
    public const int DefaultConcurrency = 64;

    private readonly IMailDns _inner;
    private readonly AnswerCache _cache;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentDictionary<DnsQuestionKey, TaskCompletionSource<DnsAnswer?>> _underWay = new();

    /// <summary>Makes an empty cache.</summary>
    /// <param name="inner">Who is asked for what is not kept.</param>
    /// <param name="concurrency">The most questions that are under way at once, 1 or more.</param>
    /// <param name="timeProvider">Measures how old answers are; the system's clock where null.</param>
    public CachingMailDns(IMailDns inner, int concurrency = DefaultConcurrency, TimeProvider? timeProvider = null)
    {
        _inner = inner;
        _slots = new SemaphoreSlim(concurrency, concurrency);
        _cache = new AnswerCache(MaxAnswers, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = DnsQuestionKey.Of(name, DnsRecord.TypeOf<TRecord>());
        while (true)
        {
            if (_cache.Find(key) is { } kept)
            {
                return (DnsAnswer<TRecord>)kept;
            }

            var mine = new TaskCompletionSource<DnsAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var leader = _underWay.GetOrAdd(key, mine);
            if (ReferenceEquals(leader, mine))
            {
                return Lead<TRecord>(key, mine, name, cancellationToken);
            }

            leader.Task.Wait(cancellationToken);

            // Without an answer the other thread was cancelled, which is no reason for this one to stop.
            if (leader.Task.Result is { } shared)
            {
                return (DnsAnswer<TRecord>)shared;
            }
        }
    }

    private DnsAnswer<TRecord> Lead<TRecord>(
        DnsQuestionKey key, TaskCompletionSource<DnsAnswer?> mine, string name, CancellationToken cancellationToken)
        where TRecord : DnsRecord
    {
        DnsAnswer<TRecord>? answer = null;
        try
        {
            _slots.Wait(cancellationToken);
            try
            {
                answer = _inner.Query<TRecord>(name, cancellationToken);
            }
            finally
            {
                _ = _slots.Release();
            }

            _cache.Keep(key, answer);
            return answer;
        }
        finally
        {
            // In this order: who comes after the removal finds the answer in the cache, or asks anew.
            _ = _underWay.TryRemove(key, out _);
            mine.SetResult(answer);
        }
    }
}

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
    public const int MaxAnswers = 10_000;

    /// <summary>The questions that may be under way at once, where nothing else is said.</summary>
    public const int DefaultConcurrency = 64;

    private readonly IMailDns _inner;
    private readonly AnswerCache _cache;
    private readonly SemaphoreSlim _places;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="inner">Who is asked for what is not kept.</param>
    /// <param name="concurrency">The most questions that are under way at once, 1 or more.</param>
    /// <param name="timeProvider">Measures how old answers are; the system's clock where null.</param>
    /// <param name="keepsRepeatedOnly">
    /// Whether an answer is kept only from its question's second time on. For long lists of domains each of which is asked for once: what
    /// many share is kept, and what never comes again takes no memory.
    /// </param>
    public CachingMailDns(IMailDns inner, int concurrency = DefaultConcurrency, TimeProvider? timeProvider = null, bool keepsRepeatedOnly = false)
    {
        _inner = inner;
        _places = new SemaphoreSlim(concurrency, concurrency);
        _cache = new AnswerCache(MaxAnswers, keepsRepeatedOnly, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public DnsAnswer<TRecord> Query<TRecord>(string name, CancellationToken cancellationToken = default)
        where TRecord : DnsRecord
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = DnsQuestionKey.Of(name, DnsRecord.TypeOf<TRecord>());
        while (true)
        {
            var slot = _cache.Take(key, out var isNew);
            if (isNew)
            {
                return Ask<TRecord>(key, slot, name, cancellationToken);
            }

            if (slot.Await(cancellationToken) is { } answer)
            {
                return (DnsAnswer<TRecord>)answer;
            }
        }
    }

    private DnsAnswer<TRecord> Ask<TRecord>(DnsQuestionKey key, AnswerSlot slot, string name, CancellationToken cancellationToken)
        where TRecord : DnsRecord
    {
        DnsAnswer<TRecord>? answer = null;
        try
        {
            _places.Wait(cancellationToken);
            try
            {
                return answer = _inner.Query<TRecord>(name, cancellationToken);
            }
            finally
            {
                _ = _places.Release();
            }
        }
        finally
        {
            _cache.Fill(key, slot, answer);
        }
    }
}

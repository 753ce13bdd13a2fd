using System.Collections.Concurrent;
using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>
/// The base of cmdlets that work on many inputs side by side. A bounded number of threads runs the same blocking engine; what they have to
/// say is queued and written by the pipeline's own thread, as it comes.
/// </summary>
/// <typeparam name="TInput">One piece of work.</typeparam>
public abstract class ParallelCommand<TInput> : CancellableCommand
{
    /// <summary>Most threads at a time.</summary>
    public const int MaxThrottleLimit = 256;

    private readonly BlockingCollection<Action> _outbox = [];
    private readonly List<Thread> _workers = [];
    private BlockingCollection<TInput>? _inbox;
    private int _running;

    /// <summary>How many inputs are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, MaxThrottleLimit)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Works on one input, on a thread of its own. What it throws becomes an error of this input; the others go on.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Cancelled when the pipeline stops.</param>
    protected abstract void Work(TInput input, CancellationToken cancellationToken);

    /// <summary>The error that an exception of <see cref="Work"/> becomes.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="input">The input that it was thrown for.</param>
    protected virtual ErrorRecord ErrorOf(Exception exception, TInput input) => ErrorRecords.From(exception, input);

    /// <summary>Has the pipeline's thread do something, such as writing an object. To be called by <see cref="Work"/>.</summary>
    /// <param name="action">What to do.</param>
    protected void Post(Action action)
    {
        try
        {
            _outbox.Add(action);
        }
        catch (InvalidOperationException)
        {
            // The pipeline is gone and nobody listens.
        }
    }

    /// <summary>Takes one input. Blocks when all threads are busy and enough waits, writing meanwhile what has come out.</summary>
    /// <param name="input">The input.</param>
    protected void Enqueue(TInput input) => Stoppable(() =>
    {
        _inbox ??= new BlockingCollection<TInput>(ThrottleLimit);
        if (_workers.Count < ThrottleLimit)
        {
            StartWorker(_inbox);
        }

        while (!_inbox.TryAdd(input))
        {
            _outbox.Take(Cancellation)();
        }

        while (_outbox.TryTake(out var write))
        {
            write();
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Stoppable(() =>
    {
        if (_inbox is null)
        {
            return;
        }

        _inbox.CompleteAdding();
        while (Volatile.Read(ref _running) > 0 || _outbox.Count > 0)
        {
            _outbox.Take(Cancellation)();
        }
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            // The threads see the cancelled token and end by themselves; what they still post is dropped.
            _outbox.CompleteAdding();
        }
    }

    private void StartWorker(BlockingCollection<TInput> inbox)
    {
        var cancellation = Cancellation;
        _ = Interlocked.Increment(ref _running);
        var worker = new Thread(() => Run(inbox, cancellation)) { IsBackground = true, Name = GetType().Name };
        _workers.Add(worker);
        worker.Start();
    }

    private void Run(BlockingCollection<TInput> inbox, CancellationToken cancellation)
    {
        try
        {
            foreach (var input in inbox.GetConsumingEnumerable(cancellation))
            {
                RunOne(input, cancellation);

                // Wakes the pipeline's thread even when there was nothing to say: a place in the inbox is free.
                Post(static () => { });
            }
        }
        catch (OperationCanceledException)
        {
            // The pipeline stopped.
        }
        finally
        {
            _ = Interlocked.Decrement(ref _running);

            // Wakes the pipeline's thread, which may wait for a last output.
            Post(static () => { });
        }
    }

    private void RunOne(TInput input, CancellationToken cancellation)
    {
        try
        {
            Work(input, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var error = ErrorOf(exception, input);
            Post(() => WriteError(error));
        }
    }
}

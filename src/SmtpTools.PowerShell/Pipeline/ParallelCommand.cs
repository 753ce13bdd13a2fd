using System.Collections.Concurrent;
using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>
/// The base of cmdlets that work on many inputs side by side. A bounded number of threads runs the same blocking engine; what they have to
/// say is queued and written by the pipeline's own thread, as it comes or in the order of the inputs.
/// </summary>
/// <typeparam name="TInput">One piece of work.</typeparam>
public abstract class ParallelCommand<TInput> : CancellableCommand
{
    /// <summary>Most threads at a time.</summary>
    public const int MaxThrottleLimit = 256;

    // In order, outputs wait for those before them. So many inputs for each thread may be ahead of the one that is waited for.
    private const int AheadPerThread = 8;

    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(500);

    private readonly BlockingCollection<Action> _outbox = [];
    private readonly ThreadLocal<List<Action>?> _held = new();
    private readonly InOrder _order = new();
    private readonly List<Thread> _workers = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly Action _countDone;
    private BlockingCollection<(long Number, TInput Input)>? _inbox;
    private long _taken;
    private long _done;
    private int _running;
    private TimeSpan _nextProgress = ProgressAfter;

    /// <summary>Makes the cmdlet.</summary>
    protected ParallelCommand() => _countDone = () => _done++;

    /// <summary>How many inputs are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, MaxThrottleLimit)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Whether the outputs come in the order of the inputs, and not as they are ready.</summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>Works on one input, on a thread of its own. What it throws becomes an error of this input; the others go on.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Cancelled when the pipeline stops.</param>
    protected abstract void Work(TInput input, CancellationToken cancellationToken);

    /// <summary>The error that an exception of <see cref="Work"/> becomes.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="input">The input that it was thrown for.</param>
    protected virtual ErrorRecord ErrorOf(Exception exception, TInput input) => ErrorRecords.From(exception, input);

    /// <summary>Has the pipeline's thread do something, such as writing an object. To be called by <see cref="Work"/>, on its thread.</summary>
    /// <param name="action">What to do.</param>
    protected void Post(Action action)
    {
        if (_held.Value is { } held)
        {
            held.Add(action);
        }
        else
        {
            Send(action);
        }
    }

    /// <summary>Takes one input. Blocks when all threads are busy and enough waits, writing meanwhile what has come out.</summary>
    /// <param name="input">The input.</param>
    protected void Enqueue(TInput input) => Stoppable(() =>
    {
        _inbox ??= new BlockingCollection<(long, TInput)>(ThrottleLimit);
        if (_workers.Count < ThrottleLimit)
        {
            StartWorker(_inbox);
        }

        var next = (_taken++, input);
        while ((Ordered && _order.Ahead(next.Item1) >= (long)AheadPerThread * ThrottleLimit) || !_inbox.TryAdd(next))
        {
            WriteNext();
        }

        while (_outbox.TryTake(out var write))
        {
            write();
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Stoppable(() =>
    {
        _inbox?.CompleteAdding();
        while (Volatile.Read(ref _running) > 0 || _outbox.Count > 0)
        {
            WriteNext();
        }

        if (_nextProgress > ProgressAfter)
        {
            WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, "Done") { RecordType = ProgressRecordType.Completed });
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

    private void Send(Action action)
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

    private void WriteNext()
    {
        Action? write;
        while (!_outbox.TryTake(out write, (int)ProgressEvery.TotalMilliseconds, Cancellation))
        {
            ShowProgress();
        }

        write();
        ShowProgress();
    }

    private void ShowProgress()
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_start);
        if (elapsed >= _nextProgress)
        {
            _nextProgress = elapsed + ProgressEvery;
            WriteProgress(new ProgressRecord(1, MyInvocation.MyCommand.Name, $"{_done} done, {_taken - _done} under way"));
        }
    }

    private void StartWorker(BlockingCollection<(long Number, TInput Input)> inbox)
    {
        var cancellation = Cancellation;
        _ = Interlocked.Increment(ref _running);
        var worker = new Thread(() => Run(inbox, cancellation)) { IsBackground = true, Name = GetType().Name };
        _workers.Add(worker);
        worker.Start();
    }

    private void Run(BlockingCollection<(long Number, TInput Input)> inbox, CancellationToken cancellation)
    {
        try
        {
            foreach (var (number, input) in inbox.GetConsumingEnumerable(cancellation))
            {
                if (Ordered)
                {
                    var held = _held.Value = [];
                    RunOne(input, cancellation);
                    _held.Value = null;
                    Send(() => _order.Write(number, held));
                }
                else
                {
                    RunOne(input, cancellation);
                }

                // Wakes the pipeline's thread even when there was nothing to say: a place in the inbox is free.
                Send(_countDone);
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
            Send(static () => { });
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

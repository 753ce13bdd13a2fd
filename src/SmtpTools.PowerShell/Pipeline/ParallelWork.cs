using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>
/// Works on many inputs side by side. A bounded number of threads runs the same blocking engine; what they have to say is queued and written
/// by the pipeline's own thread, as it comes or in the order of the inputs.
/// </summary>
/// <typeparam name="TInput">One piece of work.</typeparam>
/// <param name="command">The cmdlet that the inputs come to.</param>
/// <param name="threads">Most threads at a time.</param>
/// <param name="ordered">Whether what is posted comes out in the order of the inputs.</param>
/// <param name="work">Works on one input, on a thread of its own. What it throws goes to <paramref name="failed"/>; the others go on.</param>
/// <param name="failed">Told, on that thread, of what was thrown.</param>
/// <param name="cancellation">Cancelled when the pipeline stops.</param>
internal sealed class ParallelWork<TInput>(
    PSCmdlet command, int threads, bool ordered, Action<TInput, CancellationToken> work, Action<Exception, TInput> failed, CancellationToken cancellation) : IDisposable
{
    // In order, outputs wait for those before them. So many inputs for each thread may be ahead of the one that is waited for.
    private const int AheadPerThread = 8;

    private static readonly TimeSpan s_progressAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromMilliseconds(500);

    private readonly BlockingCollection<Action> _outbox = [];
    private readonly BlockingCollection<(long Number, TInput Input)> _inbox = [];
    private readonly ThreadLocal<List<Action>?> _held = new();
    private readonly ThreadLocal<bool> _hasPosted = new();
    private readonly InOrder _order = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _started;
    private int _running;
    private long _taken;
    private long _done;
    private TimeSpan _nextProgress = s_progressAfter;

    /// <summary>Has the pipeline's thread do something, such as writing an object. To be called by the work, on its thread.</summary>
    /// <param name="action">What to do.</param>
    public void Post(Action action)
    {
        if (_held.Value is { } held)
        {
            held.Add(action);
        }
        else
        {
            _hasPosted.Value = true;
            Send(action);
        }
    }

    /// <summary>Has the pipeline's thread find an answer, and waits for it: what runs script can run on no other thread.</summary>
    /// <param name="question">Finds the answer; what it throws is thrown here.</param>
    public T Ask<T>(Func<T> question)
    {
        using var answered = new ManualResetEventSlim();
        T answer = default!;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        Send(() =>
        {
            try
            {
                answer = question();
            }
            catch (Exception exception)
            {
                failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
            }

            answered.Set();
        });
        answered.Wait(cancellation);
        failure?.Throw();
        return answer;
    }

    /// <summary>Takes one input, on the pipeline's thread. Blocks when all threads are busy and enough waits, writing meanwhile what has come out.</summary>
    /// <param name="input">The input.</param>
    /// <param name="ahead">How many more than one for each thread may wait.</param>
    public void Enqueue(TInput input, int ahead = 0)
    {
        if (_started < threads)
        {
            StartWorker();
        }

        var next = (_taken++, input);
        while ((ordered && _order.Ahead(next.Item1) >= (long)AheadPerThread * threads) || _inbox.Count >= threads + ahead)
        {
            WriteNext();
        }

        _inbox.Add(next, cancellation);
        while (_outbox.TryTake(out var write))
        {
            write();
        }
    }

    /// <summary>
    /// Takes one more input where one waits, to be worked on together with the one in hand. To be called by work without order, on its thread,
    /// which tells of its failures itself.
    /// </summary>
    /// <param name="input">The input.</param>
    public bool TryTake([MaybeNullWhen(false)] out TInput input)
    {
        if (cancellation.IsCancellationRequested || !_inbox.TryTake(out var next))
        {
            input = default;
            return false;
        }

        input = next.Input;
        Send(() => Interlocked.Increment(ref _done));
        return true;
    }

    /// <summary>Waits for all that is under way and writes it.</summary>
    public void Finish()
    {
        _inbox.CompleteAdding();
        while (Volatile.Read(ref _running) > 0 || _outbox.Count > 0)
        {
            WriteNext();
        }

        if (_nextProgress > s_progressAfter)
        {
            command.WriteProgress(new ProgressRecord(1, command.MyInvocation.MyCommand.Name, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Lets go. The threads see the cancelled token and end by themselves; what they still post is dropped.</summary>
    public void Dispose() => _outbox.CompleteAdding();

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
        while (!_outbox.TryTake(out write, (int)s_progressEvery.TotalMilliseconds, cancellation))
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
            _nextProgress = elapsed + s_progressEvery;
            command.WriteProgress(new ProgressRecord(1, command.MyInvocation.MyCommand.Name, $"{Volatile.Read(ref _done)} done, {_taken - Volatile.Read(ref _done)} under way"));
        }
    }

    private void StartWorker()
    {
        _started++;
        _ = Interlocked.Increment(ref _running);
        new Thread(Run) { IsBackground = true, Name = command.GetType().Name }.Start();
    }

    private void Run()
    {
        try
        {
            foreach (var (number, input) in _inbox.GetConsumingEnumerable(cancellation))
            {
                if (ordered)
                {
                    var held = _held.Value = [];
                    RunOne(input);
                    _held.Value = null;
                    _ = Interlocked.Increment(ref _done);
                    Send(() => _order.Write(number, held));
                }
                else
                {
                    _hasPosted.Value = false;
                    RunOne(input);
                    _ = Interlocked.Increment(ref _done);
                    if (!_hasPosted.Value)
                    {
                        // Wakes the pipeline's thread even when there was nothing to say: a place in the inbox is free. Waking it for what
                        // was said is enough, since an input's place is free before its work says anything.
                        Send(static () => { });
                    }
                }
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

    private void RunOne(TInput input)
    {
        try
        {
            work(input, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            failed(exception, input);
        }
    }
}

using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>The base of cmdlets that work on many inputs side by side.</summary>
/// <typeparam name="TInput">One piece of work.</typeparam>
public abstract class ParallelCommand<TInput> : CancellableCommand
{
    /// <summary>Most threads at a time.</summary>
    public const int MaxThrottleLimit = 256;

    private ParallelWork<TInput>? _work;

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
    protected void Post(Action action) => _work!.Post(action);

    /// <summary>Takes one input. Blocks when all threads are busy and enough waits, writing meanwhile what has come out.</summary>
    /// <param name="input">The input.</param>
    protected void Enqueue(TInput input) => Stoppable(() =>
    {
        _work ??= new ParallelWork<TInput>(this, ThrottleLimit, Ordered, Work, Fail, Cancellation);
        _work.Enqueue(input);
    });

    /// <inheritdoc/>
    protected override void EndProcessing() => Stoppable(() => _work?.Finish());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _work?.Dispose();
        }
    }

    private void Fail(Exception exception, TInput input)
    {
        var error = ErrorOf(exception, input);
        Post(() => WriteError(error));
    }
}

using System.Management.Automation;

namespace SmtpTools.Pipeline;

/// <summary>
/// The base of every cmdlet that waits for something: Ctrl+C and a pipeline that stops early cancel <see cref="Cancellation"/>, and the
/// engine ends what it waits for at once.
/// </summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Cancelled when the pipeline stops.</summary>
    protected CancellationToken Cancellation => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Stop runs on another thread and may come when all is done.
        }
    }

    /// <summary>Called once when the cmdlet is done, also when the pipeline stopped before its end.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A pipeline that a later command stopped (Select-Object -First 1) never calls StopProcessing.
            StopProcessing();
            _source.Dispose();
        }
    }

    /// <summary>Runs a step; cancellation becomes PowerShell's own way of stopping.</summary>
    /// <param name="step">The step.</param>
    protected void Stoppable(Action step)
    {
        try
        {
            (step ?? throw new ArgumentNullException(nameof(step)))();
        }
        catch (OperationCanceledException) when (_source.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}

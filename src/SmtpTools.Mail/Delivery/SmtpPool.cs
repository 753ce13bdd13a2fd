using System.Collections.Concurrent;
using SmtpTools.Delivery;

namespace SmtpTools;

/// <summary>
/// Connections to one server for many threads at a time: each call hands over one message and gets its one result. Connections are opened
/// when needed, kept while they work, and opened anew when the server ended them. One rate holds over all of them.
/// </summary>
public sealed class SmtpPool : IDisposable
{
    private readonly Func<SmtpSessionOptions> _optionsOfConnection;
    private readonly SmtpPoolOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly RateGate? _gate;

    // The connection used last is used next, so that those not needed grow old.
    private readonly ConcurrentStack<SmtpSender> _idle = new();
    private int _isDisposed;

    /// <summary>Makes a pool. Nothing is opened yet.</summary>
    /// <param name="optionsOfConnection">Makes the options of one connection; called once for each, so that each has a transcript of its own.</param>
    /// <param name="options">How the pool works; null for the defaults.</param>
    /// <param name="timeProvider">The clock for the waits between attempts; the system's where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">There would be no connection, or a negative number of attempts.</exception>
    public SmtpPool(Func<SmtpSessionOptions> optionsOfConnection, SmtpPoolOptions? options = null, TimeProvider? timeProvider = null)
    {
        _optionsOfConnection = optionsOfConnection ?? throw new ArgumentNullException(nameof(optionsOfConnection));
        _options = options ?? new SmtpPoolOptions();
        if (_options.MaxConnections < 1 || _options.RetryCount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A pool needs at least one connection, and can't try again fewer than 0 times.");
        }

        _time = timeProvider ?? TimeProvider.System;
        _places = new SemaphoreSlim(_options.MaxConnections);
        _gate = _options.MaxRate is { } rate ? new RateGate(rate) : null;
    }

    /// <summary>Whether no message is under way.</summary>
    public bool IsIdle => _places.CurrentCount == _options.MaxConnections;

    /// <summary>Hands over one message, waiting for the rate and for a free connection.</summary>
    /// <param name="envelope">Who it is from and for.</param>
    /// <param name="content">The message. It is read again for each attempt.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt under way at once, and the waiting.</param>
    /// <returns>What became of it: that of the last attempt, one result in every case.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before the first attempt.</exception>
    public SendResult Send(SmtpEnvelope envelope, MessageContent content, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = Attempt(envelope, content, options, cancellationToken);
        for (var retry = 1; retry <= _options.RetryCount && result.IsRetryable; retry++)
        {
            try
            {
                Wait(cancellationToken);
                result = Attempt(envelope, content, options, cancellationToken);
                result.Attempts = retry + 1;
            }
            catch (OperationCanceledException)
            {
                // The wait was cancelled: what the last attempt told stands.
                break;
            }
        }

        return result;
    }

    /// <summary>Ends the connections politely. Calls under way end theirs when they are done.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            EndIdle();
            _gate?.Dispose();
        }
    }

    private SendResult Attempt(SmtpEnvelope envelope, MessageContent content, SendOptions? options, CancellationToken cancellationToken)
    {
        _gate?.Pass(cancellationToken);
        _places.Wait(cancellationToken);
        try
        {
            if (!_idle.TryPop(out var sender))
            {
                sender = new SmtpSender(_optionsOfConnection(), _options.Reuse);
            }

            try
            {
                return sender.Send(envelope, content, options, cancellationToken);
            }
            finally
            {
                _idle.Push(sender);
                if (Volatile.Read(ref _isDisposed) != 0)
                {
                    EndIdle();
                }
            }
        }
        finally
        {
            _ = _places.Release();
        }
    }

    private void EndIdle()
    {
        while (_idle.TryPop(out var sender))
        {
            sender.Dispose();
        }
    }

    private void Wait(CancellationToken cancellationToken)
    {
#if NETFRAMEWORK
        _time.Delay(_options.RetryDelay, cancellationToken).GetAwaiter().GetResult();
#else
        Task.Delay(_options.RetryDelay, _time, cancellationToken).GetAwaiter().GetResult();
#endif
    }
}

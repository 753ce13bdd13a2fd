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
        _gate?.Pass(cancellationToken);
        var result = OnConnection(sender => sender.Send(envelope, content, options, cancellationToken), cancellationToken);
        return TryAgain(result, envelope, content, options, cancellationToken);
    }

    /// <summary>
    /// Hands over messages one behind the other on one connection, waiting for a free one. As long as the next message is at hand the line is not
    /// idle between them (<see cref="SmtpSender.SendMany"/>). With a rate, each message is handed over by itself.
    /// </summary>
    /// <param name="messages">
    /// The messages. Where none is at hand, the enumeration should end: only then the last ones are brought to their end. What has to be tried
    /// again waits until then too.
    /// </param>
    /// <param name="report">Told what became of each, one result in every case.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt under way at once, and the waiting.</param>
    /// <exception cref="ArgumentException">An envelope has no recipient.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the first attempt of a message.</exception>
    public void SendMany(
        IEnumerable<OutgoingMessage> messages, Action<OutgoingMessage, SendResult> report, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (messages is null || report is null)
        {
            throw new ArgumentNullException(messages is null ? nameof(messages) : nameof(report));
        }

        if (_gate is not null)
        {
            foreach (var message in messages)
            {
                report(message, Send(message.Envelope, message.Content, options, cancellationToken));
            }

            return;
        }

        var failed = OnConnection(sender => HandOver(sender, messages, report, options, cancellationToken), cancellationToken);
        foreach (var (message, result) in failed)
        {
            report(message, TryAgain(result, message.Envelope, message.Content, options, cancellationToken));
        }
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

    /// <summary>Hands over messages on one connection.</summary>
    /// <returns>Those that may be tried again.</returns>
    private List<(OutgoingMessage Message, SendResult Result)> HandOver(
        SmtpSender sender, IEnumerable<OutgoingMessage> messages, Action<OutgoingMessage, SendResult> report, SendOptions? options, CancellationToken cancellationToken)
    {
        var failed = new List<(OutgoingMessage Message, SendResult Result)>();
        var unanswered = new Queue<OutgoingMessage>();
        foreach (var result in sender.SendMany(messages.Select(message => Enqueued(message, unanswered)), options, cancellationToken))
        {
            var message = unanswered.Dequeue();
            if (_options.RetryCount > 0 && result.IsRetryable)
            {
                failed.Add((message, result));
            }
            else
            {
                report(message, result);
            }
        }

        return failed;
    }

    private static OutgoingMessage Enqueued(OutgoingMessage message, Queue<OutgoingMessage> queue)
    {
        queue.Enqueue(message);
        return message;
    }

    /// <summary>Tries a message again as often as it may be and has to be.</summary>
    private SendResult TryAgain(SendResult result, SmtpEnvelope envelope, MessageContent content, SendOptions? options, CancellationToken cancellationToken)
    {
        for (var retry = 1; retry <= _options.RetryCount && result.IsRetryable; retry++)
        {
            try
            {
                Wait(cancellationToken);
                _gate?.Pass(cancellationToken);
                result = OnConnection(sender => sender.Send(envelope, content, options, cancellationToken), cancellationToken);
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

    /// <summary>Lends a connection as soon as one is free.</summary>
    private T OnConnection<T>(Func<SmtpSender, T> work, CancellationToken cancellationToken)
    {
        _places.Wait(cancellationToken);
        try
        {
            if (!_idle.TryPop(out var sender))
            {
                sender = new SmtpSender(_optionsOfConnection(), _options.Reuse);
            }

            try
            {
                return work(sender);
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

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

        var unanswered = new Queue<OutgoingMessage>();
        var failed = new List<FailedMessage>();
        try
        {
            _ = OnConnection(sender => HandOver(sender, messages.Select(message => Enqueued(message, unanswered)), unanswered.Dequeue, 1, failed, report, options, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            failed.ForEach(one => report(one.Message, one.Result));
            throw;
        }

        for (var attempt = 2; failed.Count > 0; attempt++)
        {
            failed = TryAgain(failed, attempt, report, options, cancellationToken);
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
    /// <param name="sender">The connection.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="answered">Takes out the message that the next result is of.</param>
    /// <param name="attempt">Which attempt this is, 1 for the first.</param>
    /// <param name="failed">Gets those that may be tried again.</param>
    /// <param name="report">Told what became of the others.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private bool HandOver(
        SmtpSender sender,
        IEnumerable<OutgoingMessage> messages,
        Func<OutgoingMessage> answered,
        int attempt,
        List<FailedMessage> failed,
        Action<OutgoingMessage, SendResult> report,
        SendOptions? options,
        CancellationToken cancellationToken)
    {
        foreach (var result in sender.SendMany(messages, options, cancellationToken))
        {
            var message = answered();
            result.Attempts = attempt;
            if (attempt <= _options.RetryCount && result.IsRetryable)
            {
                failed.Add(new FailedMessage(message, result));
            }
            else
            {
                report(message, result);
            }
        }

        return true;
    }

    /// <summary>Tries messages again, one behind the other after a single wait: where a server was away, a wait for each would add up to hours.</summary>
    /// <returns>Those that may be tried once more.</returns>
    private List<FailedMessage> TryAgain(
        List<FailedMessage> failed, int attempt, Action<OutgoingMessage, SendResult> report, SendOptions? options, CancellationToken cancellationToken)
    {
        var waiting = new Queue<FailedMessage>(failed);
        var again = new List<FailedMessage>();
        try
        {
            Wait(cancellationToken);
            _ = OnConnection(
                sender => HandOver(sender, failed.Select(static one => one.Message), () => waiting.Dequeue().Message, attempt, again, report, options, cancellationToken), cancellationToken);
            return again;
        }
        catch (OperationCanceledException)
        {
            // What the last attempt told stands.
            again.AddRange(waiting);
            again.ForEach(one => report(one.Message, one.Result));
            return [];
        }
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

    private readonly record struct FailedMessage(OutgoingMessage Message, SendResult Result);
}

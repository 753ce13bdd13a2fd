namespace SmtpTools.Capture;

/// <summary>The accepted messages of a listener: a blocking queue with filters, within limits.</summary>
internal sealed class MessageStore(int maxMessages, long maxOctets, TimeProvider time)
{
    private readonly object _lock = new();
    private readonly LinkedList<CapturedMessage> _messages = new();
    private long _storedOctets;
    private bool _closed;

    /// <summary>How many messages were accepted in all.</summary>
    public long AcceptedMessages { get; private set; }

    /// <summary>How many octets of content they had.</summary>
    public long AcceptedOctets { get; private set; }

    /// <summary>How many messages wait to be received.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    /// <summary>The messages that wait to be received, oldest first; they stay.</summary>
    public IReadOnlyList<CapturedMessage> Snapshot()
    {
        lock (_lock)
        {
            return _messages.ToArray();
        }
    }

    /// <summary>Counts a message that is not kept.</summary>
    /// <returns>Its number.</returns>
    public long Tally(long octets)
    {
        lock (_lock)
        {
            AcceptedOctets += octets;
            return ++AcceptedMessages;
        }
    }

    /// <summary>Whether one message more with so many octets can be kept now.</summary>
    public bool HasRoomFor(long octets)
    {
        lock (_lock)
        {
            return _messages.Count < maxMessages && _storedOctets + octets <= maxOctets;
        }
    }

    /// <summary>Counts, numbers and keeps a message.</summary>
    /// <returns>Its number.</returns>
    public long Add(CapturedMessage message)
    {
        lock (_lock)
        {
            AcceptedOctets += message.Size;
            message.Number = ++AcceptedMessages;
            _ = _messages.AddLast(message);
            _storedOctets += message.Raw?.Length ?? 0;
            Monitor.PulseAll(_lock);
            return message.Number;
        }
    }

    /// <summary>Throws away what waits.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _messages.Clear();
            _storedOctets = 0;
        }
    }

    /// <summary>No message will come any more: whoever waits gets what there is.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Takes the oldest message that fits, waiting for one.</summary>
    /// <returns>The message; null when the time is over, or when the store is closed and has none that fits.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CapturedMessage? Take(Func<CapturedMessage, bool>? filter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var wake = cancellationToken.Register(Wake);
        var start = time.GetTimestamp();
        var seen = 0L;
        lock (_lock)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TakeNow(filter, ref seen) is { } message)
                {
                    return message;
                }

                if (_closed || !Wait(timeout, start))
                {
                    return null;
                }
            }
        }
    }

    private CapturedMessage? TakeNow(Func<CapturedMessage, bool>? filter, ref long seen)
    {
        for (var node = _messages.First; node is not null; node = node.Next)
        {
            if (node.Value.Number <= seen)
            {
                continue;
            }

            seen = node.Value.Number;
            if (filter is null || filter(node.Value))
            {
                _messages.Remove(node);
                _storedOctets -= node.Value.Raw?.Length ?? 0;
                return node.Value;
            }
        }

        return null;
    }

    /// <summary>Waits for something to change; false when no time is left.</summary>
    private bool Wait(TimeSpan timeout, long start)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return Monitor.Wait(_lock);
        }

        var left = timeout - time.GetElapsedTime(start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        // Monitor.Wait takes no more than Int32 milliseconds; whoever waits longer comes round again.
        _ = Monitor.Wait(_lock, left.TotalMilliseconds < int.MaxValue ? left : TimeSpan.FromMilliseconds(int.MaxValue));
        return true;
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}

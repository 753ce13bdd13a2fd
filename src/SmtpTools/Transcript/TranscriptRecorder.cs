using System.Diagnostics;

namespace SmtpTools;

/// <summary>
/// Records what a session says and hears. Writers give it text that is free of secrets already: there is nothing to redact here.
/// Bounded: when full, the oldest entries go and are counted.
/// </summary>
public sealed class TranscriptRecorder
{
    /// <summary>Most entries kept.</summary>
    public const int MaxEntries = 10_000;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly List<TranscriptEntry> _entries = [];
    private readonly object _gate = new();
    private int _dropped;

    /// <summary>Makes an empty record that begins now.</summary>
    /// <param name="time">The clock; the system's where null.</param>
    public TranscriptRecorder(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
    }

    /// <summary>Called for each entry on the session's own thread. What it throws is swallowed: a failing listener never breaks a session.</summary>
    public Action<TranscriptEntry>? Listener { get; set; }

    /// <summary>How many entries were dropped because the record was full.</summary>
    public int Dropped => _dropped;

    /// <summary>How many entries were ever recorded: a mark for <see cref="Since"/>.</summary>
    public int Mark
    {
        get
        {
            lock (_gate)
            {
                return _dropped + _entries.Count;
            }
        }
    }

    /// <summary>The entries recorded since a mark, as far as they are kept.</summary>
    /// <param name="mark">An earlier value of <see cref="Mark"/>; 0 for all.</param>
    public IReadOnlyList<TranscriptEntry> Since(int mark)
    {
        lock (_gate)
        {
            var first = Math.Max(0, mark - _dropped);
            return first >= _entries.Count ? [] : _entries.GetRange(first, _entries.Count - first);
        }
    }

    /// <summary>Records one entry.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="text">Its text, without secrets.</param>
    public void Record(TranscriptKind kind, string text)
    {
        var entry = new TranscriptEntry(_time.GetUtcNow(), _time.GetElapsedTime(_start), kind, text);
        lock (_gate)
        {
            if (_entries.Count >= MaxEntries)
            {
                _entries.RemoveRange(0, MaxEntries / 10);
                _dropped += MaxEntries / 10;
            }

            _entries.Add(entry);
        }

        try
        {
            Listener?.Invoke(entry);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The listener is a display or a log; the session and its result matter more than it.
            Debug.WriteLine(exception);
        }
    }
}

namespace SmtpTools.Capture;

/// <summary>What went wrong on a listener's connections; the latest so many.</summary>
internal sealed class IncidentLog(TimeProvider time)
{
    /// <summary>How many are kept.</summary>
    public const int MaxIncidents = 1000;

    private readonly Queue<ListenerIncident> _incidents = new();

    public void Add(string client, ListenerIncidentKind kind, string detail)
    {
        var incident = new ListenerIncident(time.GetUtcNow(), client, kind, detail);
        lock (_incidents)
        {
            if (_incidents.Count == MaxIncidents)
            {
                _ = _incidents.Dequeue();
            }

            _incidents.Enqueue(incident);
        }
    }

    public IReadOnlyList<ListenerIncident> Snapshot()
    {
        lock (_incidents)
        {
            return _incidents.ToArray();
        }
    }
}

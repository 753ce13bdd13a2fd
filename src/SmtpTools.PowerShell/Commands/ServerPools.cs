namespace SmtpTools.Commands;

/// <summary>A pool of connections for each server and user that a pipeline's messages go to. Used by many threads at a time.</summary>
/// <param name="options">How each pool works.</param>
/// <param name="connection">Makes the options of one connection of those of its server.</param>
internal sealed class ServerPools(SmtpPoolOptions options, Func<SmtpSessionOptions, SmtpSessionOptions> connection) : IDisposable
{
    /// <summary>Most servers whose connections are kept at a time; beyond, those of servers with nothing under way are ended.</summary>
    private const int MaxKept = 32;

    private readonly Dictionary<string, Entry> _pools = [];

    /// <summary>Whether two messages go over the same connections.</summary>
    public static bool IsSame(SmtpSessionOptions server, SmtpSessionOptions other) => ReferenceEquals(server, other) || KeyOf(server) == KeyOf(other);

    /// <summary>Has the pool of a server hand over messages.</summary>
    /// <param name="server">How the server is reached.</param>
    /// <param name="work">What is done with the pool.</param>
    public void Use(SmtpSessionOptions server, Action<SmtpPool> work)
    {
        var entry = Enter(server);
        try
        {
            work(entry.Pool);
        }
        finally
        {
            lock (_pools)
            {
                entry.Users--;
            }
        }
    }

    /// <summary>Ends all connections politely.</summary>
    public void Dispose() => End(static _ => true);

    private static string KeyOf(SmtpSessionOptions server) => $"{server.Endpoint} {server.Credential}";

    private Entry Enter(SmtpSessionOptions server)
    {
        var key = KeyOf(server);
        if (IsFullFor(key))
        {
            End(static entry => entry.Users == 0);
        }

        lock (_pools)
        {
            if (!_pools.TryGetValue(key, out var entry))
            {
                entry = new Entry(new SmtpPool(() => connection(server), options));
                _pools.Add(key, entry);
            }

            entry.Users++;
            return entry;
        }
    }

    private bool IsFullFor(string key)
    {
        lock (_pools)
        {
            return _pools.Count >= MaxKept && !_pools.ContainsKey(key);
        }
    }

    /// <summary>Ends pools. QUIT is waited for, so nobody waits for the lock meanwhile.</summary>
    private void End(Predicate<Entry> isToEnd)
    {
        List<KeyValuePair<string, Entry>> ended;
        lock (_pools)
        {
            ended = [.. _pools.Where(pair => isToEnd(pair.Value))];
            ended.ForEach(pair => _pools.Remove(pair.Key));
        }

        ended.ForEach(static pair => pair.Value.Pool.Dispose());
    }

    private sealed class Entry(SmtpPool pool)
    {
        public SmtpPool Pool => pool;

        /// <summary>Messages under way in the pool: it is not ended under them.</summary>
        public int Users { get; set; }
    }
}

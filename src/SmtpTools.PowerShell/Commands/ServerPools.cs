namespace SmtpTools.Commands;

/// <summary>A pool of connections for each server and user that a pipeline's messages go to. Used by the pipeline's thread.</summary>
internal sealed class ServerPools : IDisposable
{
    /// <summary>Most servers whose connections are kept at a time; beyond, those of servers with nothing under way are ended.</summary>
    private const int MaxKept = 32;

    private readonly Dictionary<string, SmtpPool> _pools = [];

    /// <summary>The pool of a server and user.</summary>
    /// <param name="options">How the server is reached.</param>
    /// <param name="poolOptions">How its pool works.</param>
    /// <param name="connection">Makes the options of one connection of those of the server.</param>
    public SmtpPool Of(SmtpSessionOptions options, SmtpPoolOptions poolOptions, Func<SmtpSessionOptions, SmtpSessionOptions> connection)
    {
        var key = $"{options.Endpoint} {options.Credential}";
        if (!_pools.TryGetValue(key, out var pool))
        {
            if (_pools.Count >= MaxKept)
            {
                EndIdle();
            }

            pool = new SmtpPool(() => connection(options), poolOptions);
            _pools.Add(key, pool);
        }

        return pool;
    }

    /// <summary>Ends all connections politely.</summary>
    public void Dispose()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Dispose();
        }

        _pools.Clear();
    }

    private void EndIdle()
    {
        foreach (var idle in _pools.Where(static entry => entry.Value.IsIdle).ToList())
        {
            idle.Value.Dispose();
            _ = _pools.Remove(idle.Key);
        }
    }
}

using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace SmtpTools.Commands;

/// <summary>
/// The listeners that were started in a runspace and still listen: they stop with it, and when the module is removed from it.
/// </summary>
internal sealed class SessionListeners
{
    // A table by runspace, so that no two runspaces share anything.
    private static readonly ConditionalWeakTable<Runspace, SessionListeners> s_byRunspace = new();

    private readonly List<SmtpListener> _listeners = [];

    private SessionListeners(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
        {
            StopAll();
        }
    };

    /// <summary>Those of the runspace that this thread works in.</summary>
    public static SessionListeners Current =>
        s_byRunspace.GetValue(Runspace.DefaultRunspace, static runspace => new SessionListeners(runspace));

    /// <summary>The listeners that listen now.</summary>
    public IReadOnlyList<SmtpListener> Listening
    {
        get
        {
            lock (_listeners)
            {
                _ = _listeners.RemoveAll(static listener => !listener.IsListening);
                return [.. _listeners];
            }
        }
    }

    public void Add(SmtpListener listener)
    {
        lock (_listeners)
        {
            _listeners.Add(listener);
        }
    }

    public void StopAll()
    {
        foreach (var listener in Listening)
        {
            listener.Stop();
        }
    }
}

using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace SmtpTools.Commands;

/// <summary>
/// What was opened in a runspace and is still open: listeners, sessions. It ends with the runspace, and when the module is removed from it.
/// </summary>
/// <typeparam name="T">What is opened.</typeparam>
internal sealed class RunspaceItems<T>
    where T : class, IDisposable
{
    // A table by runspace, so that no two runspaces share anything.
    private static readonly ConditionalWeakTable<Runspace, RunspaceItems<T>> s_byRunspace = new();

    private readonly List<(T Item, Func<T, bool> IsOpen)> _items = [];

    private RunspaceItems(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
        {
            EndAll();
        }
    };

    /// <summary>Those of the runspace that this thread works in.</summary>
    public static RunspaceItems<T> Current => s_byRunspace.GetValue(Runspace.DefaultRunspace, static runspace => new RunspaceItems<T>(runspace));

    /// <summary>Those that are open now.</summary>
    public IReadOnlyList<T> Open
    {
        get
        {
            lock (_items)
            {
                _ = _items.RemoveAll(static entry => !entry.IsOpen(entry.Item));
                return _items.ConvertAll(static entry => entry.Item);
            }
        }
    }

    /// <summary>Adds one.</summary>
    /// <param name="item">What was opened.</param>
    /// <param name="isOpen">Tells whether it is open still.</param>
    public void Add(T item, Func<T, bool> isOpen)
    {
        lock (_items)
        {
            _items.Add((item, isOpen));
        }
    }

    /// <summary>Ends them all.</summary>
    public void EndAll()
    {
        foreach (var item in Open)
        {
            item.Dispose();
        }
    }
}

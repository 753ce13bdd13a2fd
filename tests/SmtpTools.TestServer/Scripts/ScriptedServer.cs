using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpTools.TestServer;

/// <summary>
/// A server on a loopback port that plays a script on each connection, each on a thread of its own, and keeps every byte
/// that it received. <see cref="Verify"/> tells whether the clients did what the scripts expect.
/// </summary>
public sealed class ScriptedServer : IDisposable
{
    private static readonly TimeSpan DefaultStepTimeout = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly Socket _listener;
    private readonly Func<int, Script?> _scriptOf;
    private readonly int _scripts;
    private readonly SendChunking _chunking;
    private readonly TimeSpan _stepTimeout;
    private readonly ManualResetEvent _released = new(initialState: false);
    private readonly List<ScriptConnection> _connections = [];
    private readonly List<Thread> _threads = [];
    private readonly List<ScriptMismatch> _mismatches = [];
    private readonly Thread _acceptor;
    private bool _disposed;

    private ScriptedServer(Func<int, Script?> scriptOf, int scripts, SendChunking chunking, TimeSpan? stepTimeout, Socket listener)
    {
        _scriptOf = scriptOf;
        _scripts = scripts;
        _chunking = chunking;
        _stepTimeout = stepTimeout ?? DefaultStepTimeout;
        _listener = listener;
        _listener.Listen();
        EndPoint = _listener.LocalEndPoint as IPEndPoint ?? new IPEndPoint(IPAddress.None, 0);
        _acceptor = new Thread(Accept) { IsBackground = true, Name = "ScriptedServer" };
        _acceptor.Start();
    }

    /// <summary>Where the server listens; no address and port 0 for one on the path of a socket.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The port of <see cref="EndPoint"/>.</summary>
    public int Port => EndPoint.Port;

    /// <summary>The connections in the order of acceptance.</summary>
    public IReadOnlyList<ScriptConnection> Connections
    {
        get
        {
            lock (_lock)
            {
                return [.. _connections];
            }
        }
    }

    /// <summary>The only connection; an error when there were none or several.</summary>
    public ScriptConnection Connection => Connections.Single();

    /// <summary>What went otherwise than the scripts say, so far.</summary>
    public IReadOnlyList<ScriptMismatch> Mismatches
    {
        get
        {
            lock (_lock)
            {
                return [.. _mismatches];
            }
        }
    }

    /// <summary>Starts a server that plays the same script on every connection.</summary>
    /// <param name="script">Makes the steps.</param>
    /// <param name="chunking">How what is sent is cut into writes.</param>
    /// <param name="stepTimeout">How long a step waits for the client; 10 seconds when not given.</param>
    /// <param name="address">The loopback address to listen on; 127.0.0.1 when not given.</param>
    public static ScriptedServer Start(
        Action<Script> script,
        SendChunking chunking = SendChunking.Whole,
        TimeSpan? stepTimeout = null,
        IPAddress? address = null)
    {
        var made = Make(script);
        return new ScriptedServer(_ => made, scripts: 1, chunking, stepTimeout, On(address));
    }

    /// <summary>Starts a server on a Unix domain socket that plays the same script on every connection.</summary>
    /// <param name="script">Makes the steps.</param>
    /// <param name="path">The path of the socket, which must not exist.</param>
    public static ScriptedServer StartAt(Action<Script> script, string path)
    {
        var made = Make(script);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        return new ScriptedServer(_ => made, scripts: 1, SendChunking.Whole, stepTimeout: null, listener);
    }

    /// <summary>
    /// Starts a server that plays one script on the first connection, the next on the second, and so on. A connection
    /// more is a mismatch and closed at once; one less too.
    /// </summary>
    public static ScriptedServer Start(
        IReadOnlyList<Action<Script>> scripts,
        SendChunking chunking = SendChunking.Whole,
        TimeSpan? stepTimeout = null,
        IPAddress? address = null)
    {
        var made = scripts.Select(Make).ToArray();
        return new ScriptedServer(index => index < made.Length ? made[index] : null, made.Length, chunking, stepTimeout, On(address));
    }

    /// <summary>
    /// Waits until every script is played to its end (those that stall are released) and throws when a client did
    /// otherwise than its script says, or did not come. To be called when the client has closed its connection.
    /// </summary>
    /// <exception cref="ScriptMismatchException">There is a mismatch.</exception>
    public void Verify()
    {
        WaitForConnections();
        Release();
        foreach (var thread in Threads())
        {
            if (!thread.Join(2 * _stepTimeout))
            {
                throw new ScriptMismatchException($"A script has not ended within {2 * _stepTimeout.TotalSeconds} s.\n{Report()}");
            }
        }

        if (Connections.Count < _scripts)
        {
            throw new ScriptMismatchException($"{_scripts} connections were expected, but {Connections.Count} came.\n{Report()}");
        }

        if (Mismatches.Count > 0)
        {
            throw new ScriptMismatchException(Report());
        }
    }

    /// <summary>Ends every connection and thread.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        Release();
        _listener.Dispose();
        lock (_lock)
        {
            _connections.ForEach(static connection => connection.Dispose());
        }

        _ = _acceptor.Join(_stepTimeout);
        foreach (var thread in Threads())
        {
            _ = thread.Join(_stepTimeout);
        }

        _released.Dispose();
    }

    private static Socket On(IPAddress? address)
    {
        address ??= IPAddress.Loopback;
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, 0));
        return listener;
    }

    private static Script Make(Action<Script> make)
    {
        var script = new Script();
        make(script);
        return script;
    }

    // A client can have come, written and left before its connection was accepted.
    private void WaitForConnections()
    {
        var started = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            while (_connections.Count < _scripts && _stepTimeout - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } left)
            {
                _ = Monitor.Wait(_lock, left);
            }
        }
    }

    private void Release() => _ = _released.Set();

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }

            lock (_lock)
            {
                if (_disposed)
                {
                    socket.Dispose();
                    return;
                }

                var index = _connections.Count;
                var connection = new ScriptConnection(socket, _chunking, _stepTimeout, _released);
                _connections.Add(connection);
                var thread = new Thread(() => Play(connection, index)) { IsBackground = true, Name = $"ScriptedServer {index}" };
                _threads.Add(thread);
                thread.Start();
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Play(ScriptConnection connection, int index)
    {
        var script = _scriptOf(index);
        if (script is null)
        {
            Note(new ScriptMismatch(index, 1, $"{_scripts} connections", "one more came"));
            connection.Reset();
            return;
        }

        var at = 0;
        try
        {
            for (; at < script.Steps.Count; at++)
            {
                script.Steps[at].Run(connection);
            }

            if (script.Steps is not [.., { Ends: true }])
            {
                connection.Close(notify: true);
            }
        }
        catch (ExpectationException exception)
        {
            Note(new ScriptMismatch(index, at + 1, exception.Expected, exception.Actual));
            connection.Reset();
        }
        catch (Exception exception)
        {
            // Whatever it is, a test must see it, and an exception on this thread would end the process of the tests.
            Note(new ScriptMismatch(index, at + 1, script.Steps[Math.Min(at, script.Steps.Count - 1)].Description, Describe(exception)));
            connection.Reset();
        }
    }

    private static string Describe(Exception exception) =>
        exception is ClientGoneException ? exception.Message : exception.ToString();

    private void Note(ScriptMismatch mismatch)
    {
        lock (_lock)
        {
            _mismatches.Add(mismatch);
        }
    }

    private Thread[] Threads()
    {
        lock (_lock)
        {
            return [.. _threads];
        }
    }

    private string Report()
    {
        var report = new StringBuilder();
        foreach (var mismatch in Mismatches)
        {
            _ = report.Append(mismatch).AppendLine();
        }

        foreach (var (connection, index) in Connections.Select(static (connection, index) => (connection, index)))
        {
            _ = report.Append("Connection ").Append(index).AppendLine(":").Append(connection.Dialogue);
        }

        return report.ToString();
    }
}

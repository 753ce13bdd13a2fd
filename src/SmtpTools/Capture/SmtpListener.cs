using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Capture;

namespace SmtpTools;

/// <summary>
/// A server that takes mail and keeps it instead of delivering it, so that what sends mail can be tried: it offers every extension that the engine uses, is strict
/// in what it takes, and plays faults by rule. Listens on the loopback address unless told otherwise.
/// </summary>
public sealed class SmtpListener : IDisposable
{
    // Small, since there may be many: a session's calls are not deep.
    private const int StackSize = 512 * 1024;

    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_stopTime = TimeSpan.FromSeconds(3);

    private readonly object _lock = new();
    private readonly ListenerSetup _setup;
    private readonly MessageStore _store;
    private readonly IncidentLog _incidents;
    private readonly ManualResetEvent _stopping = new(initialState: false);
    private readonly Dictionary<CaptureConnection, Thread> _connections = [];
    private Socket? _socket;
    private Thread? _acceptor;
    private bool _stopped;
    private long _connectionCount;

    /// <summary>Makes a listener that does not listen yet.</summary>
    /// <param name="options">How it is to behave; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option can't be, or two contradict each other.</exception>
    public SmtpListener(SmtpListenerOptions? options = null)
    {
        options ??= new SmtpListenerOptions();
        _setup = new ListenerSetup(options);
        _store = new MessageStore(options.MaxStoredMessages, options.MaxStoredOctets, options.Time);
        _incidents = new IncidentLog(options.Time);
        Endpoint = new IPEndPoint(options.Address, options.Port);
    }

    /// <summary>Where it listens; before <see cref="Start"/> where it is to listen.</summary>
    public IPEndPoint Endpoint { get; private set; }

    /// <summary>The address of <see cref="Endpoint"/>.</summary>
    public string Address => Endpoint.Address.ToString();

    /// <summary>The port of <see cref="Endpoint"/>.</summary>
    public int Port => Endpoint.Port;

    /// <summary>Its name in the greeting and in the certificate that it makes.</summary>
    public string HostName => _setup.Options.HostName;

    /// <summary>What it keeps of messages.</summary>
    public CaptureMode Mode => _setup.Options.Mode;

    /// <summary>Its certificate without the private key, for a client to trust; null where it does no TLS.</summary>
    public X509Certificate2? Certificate => _setup.Certificate;

    /// <summary>Whether it takes connections.</summary>
    public bool IsListening
    {
        get
        {
            lock (_lock)
            {
                return _socket is not null && !_stopped;
            }
        }
    }

    /// <summary>How many connections there were.</summary>
    public long ConnectionCount => Interlocked.Read(ref _connectionCount);

    /// <summary>How many connections there are now.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>How many messages were accepted.</summary>
    public long MessageCount => _store.AcceptedMessages;

    /// <summary>How many octets of content the accepted messages had.</summary>
    public long OctetCount => _store.AcceptedOctets;

    /// <summary>How many messages wait to be received.</summary>
    public int WaitingMessages => _store.Count;

    /// <summary>What went wrong on its connections, oldest first; the latest 1000.</summary>
    public IReadOnlyList<ListenerIncident> Incidents => _incidents.Snapshot();

    /// <summary>Begins to listen.</summary>
    /// <exception cref="SmtpListenerException">The address or port can't be had.</exception>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        lock (_lock)
        {
            if (_socket is not null || _stopped)
            {
                throw new InvalidOperationException("A listener starts once.");
            }

            var socket = new Socket(Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(Endpoint);
                socket.Listen(_setup.Options.MaxConnections);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                throw new SmtpListenerException($"Can't listen on {Endpoint}: {exception.Message}", exception);
            }

            _socket = socket;
            Endpoint = (IPEndPoint)socket.LocalEndPoint!;
            _acceptor = new Thread(() => Accept(socket), StackSize) { IsBackground = true, Name = $"SmtpListener {Port}" };
            _acceptor.Start();
        }
    }

    /// <summary>
    /// Takes the oldest message that fits out of the listener, waiting for one. Several threads may wait at once; each message goes to one of them.
    /// </summary>
    /// <param name="timeout">How long to wait; zero for not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="filter">Which messages fit; null for all. The others stay.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message; null when none came in time, or when the listener has stopped and has none that fits.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CapturedMessage? Receive(TimeSpan timeout, Func<CapturedMessage, bool>? filter = null, CancellationToken cancellationToken = default) =>
        _store.Take(filter, timeout, cancellationToken);

    /// <summary>The messages that wait to be received, oldest first. They stay in the listener.</summary>
    /// <returns>The messages.</returns>
    public IReadOnlyList<CapturedMessage> GetMessages() => _store.Snapshot();

    /// <summary>Throws away the messages that wait to be received.</summary>
    public void Clear() => _store.Clear();

    /// <summary>
    /// Stops listening and ends every session, with 421 where a client waits for a reply. Messages that were accepted can still be received.
    /// </summary>
    public void Stop()
    {
        Thread? acceptor;
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            acceptor = _acceptor;
            _socket?.Dispose();
        }

        _ = _stopping.Set();
        _ = acceptor?.Join(s_stopTime);
        EndSessions();
        _store.Close();
        _setup.OwnCertificate?.Dispose();
    }

    /// <summary>Stops it. What was accepted can still be received.</summary>
    public void Dispose() => Stop();

    /// <inheritdoc/>
    public override string ToString() => $"{(_setup.Options.Lmtp ? "lmtp" : _setup.Options.ImplicitTls ? "smtps" : "smtp")}://{Endpoint}";

    private void Accept(Socket listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = listener.Accept();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // One that was reset before it could be accepted is nobody's loss. A system out of sockets gets time to have some again.
                if (!IsListening || _stopping.WaitOne(s_acceptPause))
                {
                    return;
                }

                continue;
            }

            Begin(socket);
        }
    }

    private void Begin(Socket socket)
    {
        CaptureConnection connection;
        IPEndPoint client;
        try
        {
            client = (IPEndPoint)socket.RemoteEndPoint!;
            connection = new CaptureConnection(socket, _setup.Options.IdleTimeout, _setup.Options.Time);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return;
        }

        _ = Interlocked.Increment(ref _connectionCount);
        var thread = new Thread(() => Serve(connection, client), StackSize) { IsBackground = true, Name = $"SmtpListener {Port} {client}" };
        lock (_lock)
        {
            if (!_stopped && _connections.Count < _setup.Options.MaxConnections)
            {
                _connections.Add(connection, thread);
                thread.Start();
                return;
            }
        }

        RefuseConnection(connection, client);
    }

    private void RefuseConnection(CaptureConnection connection, IPEndPoint client)
    {
        // On the accepting thread: no thread is made for a connection too many, and nothing is waited for.
        _incidents.Add(client.ToString(), ListenerIncidentKind.LimitReached, $"More than {_setup.Options.MaxConnections} connections");
        try
        {
            if (!_setup.Options.ImplicitTls)
            {
                connection.Replies.Append(421, null, $"{HostName} has too many connections");
                connection.Flush();
            }
        }
        catch (IOException)
        {
            // It has left already.
        }

        connection.Dispose();
    }

    private void Serve(CaptureConnection connection, IPEndPoint client)
    {
        try
        {
            if (!_setup.Options.RequireProxyProtocol || TakeProxyHeader(connection, ref client))
            {
                new CaptureSession(_setup, _store, _incidents, connection, _stopping, client).Run();
            }
        }
        catch (Exception exception)
        {
            // An exception that ends this thread would end the whole process, which is somebody's PowerShell.
            _incidents.Add(client.ToString(), ListenerIncidentKind.Failed, exception.ToString());
        }
        finally
        {
            connection.Dispose();
            lock (_lock)
            {
                _ = _connections.Remove(connection);
            }
        }
    }

    /// <summary>Whoever sends no PROXY header gets no answer.</summary>
    private bool TakeProxyHeader(CaptureConnection connection, ref IPEndPoint client)
    {
        try
        {
            client = connection.ReadProxyHeader().Source ?? client;
            return true;
        }
        catch (SmtpProtocolException exception)
        {
            _incidents.Add(client.ToString(), ListenerIncidentKind.ProtocolViolation, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            _incidents.Add(client.ToString(), connection.IsTimedOut ? ListenerIncidentKind.TimedOut : ListenerIncidentKind.ConnectionLost, exception.Message);
        }

        return false;
    }

    private void EndSessions()
    {
        KeyValuePair<CaptureConnection, Thread>[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }

        foreach (var pair in connections)
        {
            pair.Key.EndReceiving();
        }

        foreach (var pair in connections)
        {
            if (!pair.Value.Join(s_stopTime))
            {
                // It waits for a client that does not read; disposing ends that.
                pair.Key.Dispose();
                _ = pair.Value.Join(s_stopTime);
            }
        }
    }
}

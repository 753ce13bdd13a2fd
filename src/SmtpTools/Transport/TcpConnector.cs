using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Transport;

/// <summary>
/// Opens a TCP connection to the first address of a host that answers (Happy Eyeballs, RFC 8305). Every attempt is a blocking connect:
/// a socket that was ever connected asynchronously or set non-blocking costs several times the CPU on each later call.
/// </summary>
internal sealed class TcpConnector(ConnectionSource source, TimeProvider time)
{
    /// <summary>Most addresses tried for one host.</summary>
    public const int MaxAddresses = 16;

    /// <summary>How long an attempt has before the next one starts beside it (RFC 8305 5).</summary>
    private static readonly TimeSpan s_attemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks up the host's addresses, in the order in which they are tried.</summary>
    public IReadOnlyList<IPEndPoint> Resolve(SmtpEndpoint endpoint, TimeSpan limit, CancellationToken cancellationToken)
    {
        IList<IPAddress> addresses = endpoint.Addresses.Count > 0 ? endpoint.Addresses : LookUp(endpoint.Host, limit, cancellationToken);
        var chosen = addresses.Where(address => source.Family switch
        {
            AddressFamilyChoice.IPv4 => address.AddressFamily == AddressFamily.InterNetwork,
            AddressFamilyChoice.IPv6 => address.AddressFamily == AddressFamily.InterNetworkV6,
            _ => true,
        }).Distinct().ToList();

        // From an address of one version only addresses of that version can be reached.
        var usable = source.Address is { } local ? chosen.FindAll(address => address.AddressFamily == local.AddressFamily) : chosen;
        if (usable.Count == 0)
        {
            throw Fail(SmtpPhase.Resolve, addresses.Count == 0 ? $"'{endpoint.Host}' has no address."
                : chosen.Count == 0 ? $"'{endpoint.Host}' has no {source.Family} address, only {string.Join(", ", addresses)}."
                : $"'{endpoint.Host}' can't be reached from {source.Address}: it has only {string.Join(", ", chosen)}.");
        }

        return AddressOrder.Alternate(usable).Take(MaxAddresses).Select(address => new IPEndPoint(address, endpoint.Port)).ToList();
    }

    /// <summary>Connects to the first endpoint that answers.</summary>
    /// <param name="endpoint">What was asked for, for messages.</param>
    /// <param name="targets">Its addresses in order.</param>
    /// <param name="limit">The time that each attempt has.</param>
    /// <param name="attempts">What came of each attempt, the one that succeeded last.</param>
    /// <param name="cancellationToken">Ends all attempts.</param>
    public Socket Connect(
        SmtpEndpoint endpoint, IReadOnlyList<IPEndPoint> targets, TimeSpan limit, out IReadOnlyList<ConnectAttempt> attempts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ended = new List<ConnectAttempt>();
        attempts = ended;
        var socket = targets.Count == 1 ? ConnectAlone(endpoint, targets[0], limit, ended, cancellationToken) : Race(endpoint, targets, limit, ended, cancellationToken);
        if (socket is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Fail(SmtpPhase.Connect, $"Could not connect to {endpoint}. {string.Join("; ", ended)}", ended);
        }

        socket.NoDelay = true;
        return socket;
    }

    /// <summary>A lone address has nothing to race against: a thread of its own would cost more than the rest of connecting.</summary>
    private Socket? ConnectAlone(SmtpEndpoint endpoint, IPEndPoint target, TimeSpan limit, List<ConnectAttempt> ended, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(target, source, limit, time);
        using var cancellation = cancellationToken.Register(attempt.Abandon);
        attempt.Run();
        var socket = attempt.TakeSocket();
        ended.Add(attempt.Outcome);
        return socket;
    }

    private Socket? Race(SmtpEndpoint endpoint, IReadOnlyList<IPEndPoint> targets, TimeSpan limit, List<ConnectAttempt> ended, CancellationToken cancellationToken)
    {
        using var race = new BlockingCollection<Attempt>(targets.Count);
        var running = new List<Attempt>();
        using var cancellation = cancellationToken.Register(race.CompleteAdding);
        try
        {
            while (ended.Count < targets.Count)
            {
                if (running.Count < targets.Count)
                {
                    var attempt = new Attempt(targets[running.Count], source, limit, time);
                    running.Add(attempt);
                    attempt.Start(race);
                }

                if (!TryTake(race, running.Count < targets.Count ? s_attemptDelay : Timeout.InfiniteTimeSpan, out var finished))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
                }

                var taken = finished.TakeSocket();
                ended.Add(finished.Outcome);
                if (taken is not null)
                {
                    return taken;
                }
            }
        }
        finally
        {
            foreach (var attempt in running)
            {
                attempt.Abandon();
            }
        }

        return null;
    }

    private static SmtpConnectException Fail(SmtpPhase phase, string message, IReadOnlyList<ConnectAttempt>? attempts = null, Exception? cause = null) =>
        new(message, attempts ?? [], cause) { Phase = phase };

    private static bool TryTake(BlockingCollection<Attempt> race, TimeSpan wait, [NotNullWhen(true)] out Attempt? finished) => race.TryTake(out finished, wait);

    private static IPAddress[] LookUp(string host, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        if (!DomainName.TryParse(host, out var name, out _))
        {
            // Host names know an underscore or a final dot that mail domains do not; the system's resolver decides on those.
            name = null;
        }

        try
        {
            // The system's look-up can't be cancelled: it is left behind on its thread when the time is over.
            var lookUp = Task.Run(() => System.Net.Dns.GetHostAddresses(name?.Ascii ?? host), CancellationToken.None);
            if (!lookUp.Wait(ToMilliseconds(limit), cancellationToken))
            {
                throw new SmtpTimeoutException($"Looking up the addresses of '{host}' took longer than {limit.TotalSeconds:0.#} s.", limit) { Phase = SmtpPhase.Resolve };
            }

            return lookUp.Result;
        }
        catch (AggregateException exception) when (exception.InnerException is SocketException or ArgumentException)
        {
            var cause = exception.InnerException;
            throw Fail(SmtpPhase.Resolve, $"The name '{host}' could not be looked up: {cause.Message}.", cause: cause);
        }
    }

    private static int ToMilliseconds(TimeSpan time) => (int)Math.Min(int.MaxValue, Math.Max(1, time.TotalMilliseconds));

    /// <summary>One blocking connect. Disposing its socket ends it.</summary>
    private sealed class Attempt(IPEndPoint target, ConnectionSource source, TimeSpan limit, TimeProvider time)
    {
        private readonly long _start = time.GetTimestamp();
        private readonly object _gate = new();
        private Socket? _socket;
        private bool _abandoned;
        private bool _timedOut;
        private string? _error;
        private SocketError _cause;

        public ConnectAttempt Outcome => new(target.ToString(), time.GetElapsedTime(_start), _timedOut ? $"no answer within {limit.TotalSeconds:0.#} s" : _error)
        {
            Outcome = OutcomeOf(),
        };

        /// <summary>Connects on a thread of its own.</summary>
        public void Start(BlockingCollection<Attempt> race) => new Thread(() => RunIn(race)) { IsBackground = true, Name = "SMTP connect" }.Start();

        /// <summary>Hands over the connected socket; null where the attempt failed.</summary>
        public Socket? TakeSocket()
        {
            lock (_gate)
            {
                var socket = _error is null && !_timedOut ? _socket : null;
                _socket = null;
                return socket;
            }
        }

        public void Abandon()
        {
            lock (_gate)
            {
                _abandoned = true;
                _socket?.Dispose();
                _socket = null;
            }
        }

        private ConnectOutcome OutcomeOf() => _timedOut || _cause == SocketError.TimedOut ? ConnectOutcome.TimedOut
            : _error is null ? ConnectOutcome.Connected
            : _cause == SocketError.ConnectionRefused ? ConnectOutcome.Refused
            : _cause is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkDown or SocketError.AddressNotAvailable ? ConnectOutcome.Unreachable
            : ConnectOutcome.Failed;

        /// <summary>Connects on this thread.</summary>
        public void Run()
        {
            try
            {
                using var timer = time.CreateTimer(_ => TimeOut(), null, limit, Timeout.InfiniteTimeSpan);
                Open()?.Connect(target);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or NullReferenceException)
            {
                // The exception's own message repeats the address.
                _error = exception is SocketException failed ? new SocketException((int)failed.SocketErrorCode).Message : exception.Message;
                _cause = (exception as SocketException)?.SocketErrorCode ?? SocketError.SocketError;
            }
        }

        private void RunIn(BlockingCollection<Attempt> race)
        {
            Run();
            try
            {
                _ = _abandoned || race.TryAdd(this);
            }
            catch (InvalidOperationException)
            {
                // The race was cancelled or is over; Abandon disposes the socket.
            }
        }

        private Socket? Open()
        {
            var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            lock (_gate)
            {
                if (_abandoned)
                {
                    socket.Dispose();
                    return null;
                }

                _socket = socket;
            }

            if (source.Address is not null || source.Port != 0)
            {
                var any = target.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
                socket.Bind(new IPEndPoint(source.Address ?? any, source.Port));
            }

            return socket;
        }

        private void TimeOut()
        {
            lock (_gate)
            {
                // The timer may fire in the moment in which the connect succeeds; a socket that was handed over is no longer its own.
                _timedOut = _socket is not null;
                _socket?.Dispose();
            }
        }
    }
}

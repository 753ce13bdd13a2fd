using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Transport;

/// <summary>
/// Opens the connection to a server by the way that was chosen: straight, through a proxy or by the path of a socket; and says the PROXY
/// header on it where there is one. What comes next on it is the server's.
/// </summary>
internal sealed class ServerConnector(SmtpEndpoint endpoint, ConnectionSource source, ProxyOptions? proxy, ProxyProtocolHeader? header, TimeProvider time)
{
    /// <summary>What came of each address that was tried, whether or not connecting succeeded.</summary>
    public IReadOnlyList<ConnectAttempt> Attempts { get; private set; } = [];

    /// <summary>How long names were looked up; null where none were.</summary>
    public TimeSpan? ResolveTime { get; private set; }

    /// <summary>How long connecting took, the dialogue with a proxy included.</summary>
    public TimeSpan? ConnectTime { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="limit">Gives the time that each step has when it begins.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="SmtpConnectException">The server could not be found or connected to.</exception>
    /// <exception cref="SmtpProxyException">The proxy could not be, or did not connect.</exception>
    /// <exception cref="SmtpTimeoutException">A step took too long.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public Socket Connect(Func<TimeSpan> limit, CancellationToken cancellationToken)
    {
        var socket = endpoint.UnixSocketPath is { } path ? ConnectTo(path, limit(), cancellationToken)
            : proxy is null ? ConnectTo(endpoint, source, limit, cancellationToken)
            : ConnectThrough(proxy, limit, cancellationToken);
        try
        {
            SayHeader(socket, limit(), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket ConnectTo(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (proxy is not null)
        {
            throw new ArgumentException($"The socket {path} is on this computer: no proxy leads to it.");
        }

        var start = time.GetTimestamp();
        try
        {
            var socket = UnixSocketConnector.Connect(path, limit, time, out var attempts, cancellationToken);
            Attempts = attempts;
            return socket;
        }
        catch (SmtpConnectException exception)
        {
            Attempts = exception.Attempts;
            throw;
        }
        finally
        {
            ConnectTime = time.GetElapsedTime(start);
        }
    }

    private Socket ConnectTo(SmtpEndpoint next, ConnectionSource from, Func<TimeSpan> limit, CancellationToken cancellationToken)
    {
        var connector = new TcpConnector(from, time);
        var targets = Resolve(connector, next, limit(), cancellationToken);
        var start = time.GetTimestamp();
        try
        {
            var socket = connector.Connect(next, targets, limit(), out var attempts, cancellationToken);
            Attempts = (ConnectAttempt[])[.. Attempts, .. attempts];
            return socket;
        }
        catch (SmtpConnectException exception)
        {
            Attempts = (ConnectAttempt[])[.. Attempts, .. exception.Attempts];
            throw;
        }
        finally
        {
            ConnectTime = (ConnectTime ?? TimeSpan.Zero) + time.GetElapsedTime(start);
        }
    }

    private IReadOnlyList<IPEndPoint> Resolve(TcpConnector connector, SmtpEndpoint next, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var targets = connector.Resolve(next, limit, cancellationToken);
        ResolveTime = (ResolveTime ?? TimeSpan.Zero) + time.GetElapsedTime(start);
        return targets;
    }

    private Socket ConnectThrough(ProxyOptions proxy, Func<TimeSpan> limit, CancellationToken cancellationToken)
    {
        var targets = TargetsFor(proxy, limit, cancellationToken);
        for (var i = 0; ; i++)
        {
            var socket = ConnectToProxy(proxy, limit, cancellationToken);
            var start = time.GetTimestamp();
            try
            {
                ProxyNegotiation.Run(socket, proxy, targets[i], limit(), time, cancellationToken);
                return socket;
            }
            catch (SmtpProxyException exception) when (exception.Fault == ProxyFault.TargetUnreachable && i + 1 < targets.Count)
            {
                // The next address of the server, over a new connection: after a refusal a proxy closes the one it has.
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
            finally
            {
                ConnectTime = (ConnectTime ?? TimeSpan.Zero) + time.GetElapsedTime(start);
            }
        }
    }

    private Socket ConnectToProxy(ProxyOptions proxy, Func<TimeSpan> limit, CancellationToken cancellationToken)
    {
        try
        {
            // The family is that of the server, whatever the proxy's own is.
            return ConnectTo(new SmtpEndpoint(proxy.Host, proxy.Port), source with { Family = AddressFamilyChoice.Any }, limit, cancellationToken);
        }
        catch (SmtpConnectException exception)
        {
            throw new SmtpProxyException($"The proxy {proxy} could not be reached: {exception.Message}", ProxyFault.Unreachable, exception);
        }
    }

    /// <summary>The server's name where the proxy is to look it up, else its addresses in the order in which they are tried.</summary>
    private List<ProxyTarget> TargetsFor(ProxyOptions proxy, Func<TimeSpan> limit, CancellationToken cancellationToken)
    {
        var needsV4 = proxy.Kind == ProxyKind.Socks4 && source.Family == AddressFamilyChoice.Any;
        var knowsNames = proxy.Kind != ProxyKind.Socks4;
        if (knowsNames && !proxy.ResolvesLocally && endpoint.Addresses.Count == 0 && (source.Family == AddressFamilyChoice.Any || IPAddress.TryParse(endpoint.Host, out _)))
        {
            return [ProxyTarget.Of(endpoint.Host, endpoint.Port)];
        }

        // The local address is for the connection to the proxy and says nothing about these.
        var connector = new TcpConnector(new ConnectionSource(needsV4 ? AddressFamilyChoice.IPv4 : source.Family), time);
        return [.. Resolve(connector, endpoint, limit(), cancellationToken).Select(ProxyTarget.Of)];
    }

    private void SayHeader(Socket socket, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (header is null)
        {
            return;
        }

        // Through a proxy, the address that the server is connected at is not known here.
        var octets = header.ToOctets(proxy is null ? socket.RemoteEndPoint as IPEndPoint : null);
        var stream = new SocketStream(socket, time);
        stream.StartPhase(limit);
        using var cancellation = cancellationToken.Register(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            stream.Write(octets, 0, octets.Length);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw stream.IsTimedOut
                ? new SmtpTimeoutException(string.Format(CultureInfo.InvariantCulture, "Sending the PROXY header took longer than {0:0.#} s.", limit.TotalSeconds), limit, exception) { Phase = SmtpPhase.Connect }
                : new SmtpConnectionLostException($"The connection broke while the PROXY header was sent: {exception.GetBaseException().Message}", innerException: exception) { Phase = SmtpPhase.Connect };
        }
    }
}

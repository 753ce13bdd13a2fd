using System.Net.Sockets;

namespace SmtpTools.Transport;

/// <summary>Connects to a server on this computer by the path of its socket.</summary>
internal static class UnixSocketConnector
{
    /// <exception cref="SmtpConnectException">Nothing listens there, or this platform knows no such sockets.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Socket Connect(string path, TimeSpan limit, TimeProvider time, out IReadOnlyList<ConnectAttempt> attempts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = time.GetTimestamp();
        try
        {
            var socket = Open(path, limit, cancellationToken);
            attempts = (ConnectAttempt[])[new ConnectAttempt(path, time.GetElapsedTime(start), null)];
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or ArgumentException or PlatformNotSupportedException)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // The exception's own message repeats the path.
            var words = exception is SocketException failed ? new SocketException((int)failed.SocketErrorCode).Message : exception.Message;
            throw new SmtpConnectException(
                $"Could not connect to the socket {path}: {words}", (ConnectAttempt[])[new ConnectAttempt(path, time.GetElapsedTime(start), words)], exception) { Phase = SmtpPhase.Connect };
        }
    }

#if NETSTANDARD2_0
    private static Socket Open(string path, TimeSpan limit, CancellationToken cancellationToken) =>
        throw new PlatformNotSupportedException("this runtime knows no Unix domain sockets; PowerShell 7 does.");
#else
    private static Socket Open(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        var address = new UnixDomainSocketEndPoint(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A full queue of the listener makes connecting wait as long as sending may (unix(7), SO_SNDTIMEO).
            socket.SendTimeout = (int)Math.Min(int.MaxValue, Math.Max(1, limit.TotalMilliseconds));
            using var cancellation = cancellationToken.Register(static socket => ((Socket)socket!).Dispose(), socket);
            socket.Connect(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
#endif
}

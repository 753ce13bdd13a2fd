using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>A listening port that answers no further connection: its queue is full and nobody takes from it.</summary>
internal sealed class FullListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public FullListener()
    {
        const int Most = 64;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        while (TryConnect())
        {
            Assert.True(_waiting.Count < Most, "The queue of a listening socket does not fill up here.");
        }
    }

    public SmtpEndpoint EndPoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndPoint!).Port);

    public void Dispose()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    private bool TryConnect()
    {
        // The kernel alone is asked. An asynchronous connect is told of by the thread pool, which on a busy machine is late: the queue would be
        // taken for full while it has room.
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        _waiting.Add(socket);
        try
        {
            socket.Connect(_listener.LocalEndPoint!);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Under way: whether it comes about is seen next.
        }

        return socket.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite);
    }
}

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
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _waiting.Add(socket);
        return socket.ConnectAsync(_listener.LocalEndPoint!).Wait(TimeSpan.FromMilliseconds(200));
    }
}

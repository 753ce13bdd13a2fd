using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Tests.Mail;

/// <summary>
/// Stands before a server and can die in its place: all connections end at once, wherever they are, and nothing listens until it is started
/// again on the same port. So what the server had taken by then can still be counted.
/// </summary>
internal sealed class CuttingRelay(int serverPort) : IDisposable
{
    private readonly List<Socket> _open = [];
    private Socket? _listener;

    public int Port { get; private set; }

    public void Start()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(100);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        var listener = _listener;
        new Thread(() => Accept(listener)) { IsBackground = true }.Start();
    }

    public void Kill()
    {
        _listener!.Dispose();
        lock (_open)
        {
            foreach (var socket in _open)
            {
                // Without lingering: what was not read yet is gone, as with a process that was killed.
                socket.Close(0);
            }

            _open.Clear();
        }
    }

    public void Dispose() => Kill();

    private void Accept(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = listener.Accept();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                server.Connect(IPAddress.Loopback, serverPort);
                lock (_open)
                {
                    _open.Add(client);
                    _open.Add(server);
                }

                new Thread(() => Copy(client, server)) { IsBackground = true }.Start();
                new Thread(() => Copy(server, client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Killed.
        }
    }

    private static void Copy(Socket from, Socket to)
    {
        var octets = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = from.Receive(octets)) > 0)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += to.Send(octets, sent, count - sent, SocketFlags.None);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side went first.
        }
    }
}

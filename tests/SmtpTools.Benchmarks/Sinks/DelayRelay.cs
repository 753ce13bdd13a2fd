using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Benchmarks.Sinks;

/// <summary>Passes TCP on with a delay in each direction: a long line on one machine.</summary>
internal static class DelayRelay
{
    public static int Execute(string[] args)
    {
        var target = new IPEndPoint(IPAddress.Loopback, int.Parse(args[0], CultureInfo.InvariantCulture));
        var delay = TimeSpan.FromMilliseconds(double.Parse(args[1], CultureInfo.InvariantCulture));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(128);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);
        new Thread(() => Accept(listener, target, delay)) { IsBackground = true }.Start();
        while (Console.In.ReadLine() is not null)
        {
            // Lives until its parent closes the pipe.
        }

        return 0;
    }

    private static void Accept(Socket listener, IPEndPoint target, TimeSpan delay)
    {
        while (true)
        {
            var client = listener.Accept();
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            server.Connect(target);
            client.NoDelay = server.NoDelay = true;
            Pass(client, server, delay);
            Pass(server, client, delay);
        }
    }

    private static void Pass(Socket from, Socket to, TimeSpan delay)
    {
        var line = new BlockingCollection<(long Due, byte[] Octets)>(4096);
        Start(() =>
        {
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = from.Receive(buffer)) > 0)
            {
                line.Add((Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), buffer.AsSpan(0, count).ToArray()));
            }

            line.CompleteAdding();
        });
        Start(() =>
        {
            foreach (var (due, octets) in line.GetConsumingEnumerable())
            {
                var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (wait > TimeSpan.Zero)
                {
                    Thread.Sleep(wait);
                }

                _ = to.Send(octets);
            }

            to.Shutdown(SocketShutdown.Send);
        });
    }

    private static void Start(Action pass) => new Thread(() =>
    {
        try
        {
            pass();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side hung up.
        }
    })
    { IsBackground = true }.Start();
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>The limit: octets made beforehand over a blocking socket, replies counted by their line ends and not looked at.</summary>
internal sealed class RawContender : IContender
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _input = new byte[64 * 1024];
    private readonly RawPlan _plan;
    private readonly int _messagesInFlight;
    private readonly byte[]? _several;

    public RawContender(int port, RawPlan plan, int messagesInFlight)
    {
        _plan = plan;
        _messagesInFlight = messagesInFlight;
        if (messagesInFlight > 1)
        {
            // A window only makes sense for plans of one flight.
            _several = Enumerable.Repeat(plan.Flights[0].Octets, messagesInFlight).SelectMany(octets => octets).ToArray();
        }

        _socket.Connect(IPAddress.Loopback, port);
        Await(1);
        _ = _socket.Send("EHLO client.example\r\n"u8);
        while (!HasLastLine())
        {
            // The EHLO reply has several lines; its last one has a space behind the code.
        }
    }

    public long SendUntil(long timestamp)
    {
        long sent = 0;
        do
        {
            if (_several is not null)
            {
                Write(_several);
                Await(_plan.Flights[0].Replies * _messagesInFlight);
                sent += _messagesInFlight;
                continue;
            }

            foreach (var (octets, replies) in _plan.Flights)
            {
                Write(octets);
                Await(replies);
            }

            sent++;
        }
        while (Stopwatch.GetTimestamp() < timestamp);
        return sent;
    }

    public void Dispose() => _socket.Dispose();

    private void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            octets = octets[_socket.Send(octets)..];
        }
    }

    private void Await(int lines)
    {
        while (lines > 0)
        {
            lines -= _input.AsSpan(0, Receive()).Count((byte)'\n');
        }
    }

    private bool HasLastLine()
    {
        var text = System.Text.Encoding.ASCII.GetString(_input, 0, Receive());
        return text.Split("\r\n").Any(line => line.StartsWith("250 ", StringComparison.Ordinal));
    }

    private int Receive()
    {
        var count = _socket.Receive(_input);
        return count > 0 ? count : throw new IOException("The sink hung up.");
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpTools.Tests.TlsHello;

/// <summary>
/// A mail server that speaks up to its first TLS message and no further, and chooses suites and groups by simple rules: what a survey of it must find
/// is known beforehand.
/// </summary>
internal sealed class HelloServer : IDisposable
{
    private const int RenegotiationSignal = 0x00FF;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _version;
    private readonly int[] _suites;
    private int _hellos;

    /// <summary>Starts a server of one version, with its suites in the order of its preference.</summary>
    public HelloServer(int version, params int[] suites)
    {
        _version = version;
        _suites = suites;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Task.Run(Serve);
    }

    public int Port { get; }

    /// <summary>How many TLS clients came.</summary>
    public int Hellos => Volatile.Read(ref _hellos);

    public bool Compresses { get; init; }

    /// <summary>Whether the client's order counts.</summary>
    public bool FollowsClient { get; init; }

    /// <summary>Whether the server refuses the handshake where the best that is offered is this suite: one that it can't go on with.</summary>
    public int? Stumbles { get; init; }

    public byte[] Extensions { get; init; } = ServerFlights.Extension(0xFF01, 0);

    public int FiniteFieldOctets { get; init; } = 256;

    /// <summary>The groups in the order of preference.</summary>
    public int[] Groups { get; init; } = [29, 23];

    /// <summary>The chain shown with suites that are signed by RSA, and by ECDSA.</summary>
    public byte[][] RsaChain { get; init; } = [[0x30]];

    public byte[][] EcdsaChain { get; init; } = [[0x30]];

    /// <summary>Refuses sessions from this one on; the first is 1.</summary>
    public int? RefusesFrom { get; init; }

    public void Dispose() => _listener.Dispose();

    private async Task Serve()
    {
        try
        {
            for (var session = 1; ; session++)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var stream = client.GetStream();
                try
                {
                    Converse(stream, session >= RefusesFrom);
                }
                catch (IOException)
                {
                    // The client has seen enough.
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Converse(NetworkStream stream, bool refuses)
    {
        Send(stream, refuses ? "421 4.7.0 Too many" : "220 mx.example.com ESMTP");
        while (!refuses && ReadLine(stream) is { Length: > 0 } line)
        {
            Send(stream, line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mx.example.com\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 STARTTLS"
                : line == "STARTTLS" ? "220 Go" : "221 Bye");
            if (line == "STARTTLS")
            {
                stream.Write(Answer(ReadHello(stream)));
                return;
            }
        }
    }

    private byte[] Answer(byte[] hello)
    {
        _ = Interlocked.Increment(ref _hellos);
        var at = 4;
        var version = Number(hello, ref at, 2);
        at += 32;
        at = Number(hello, ref at, 1) + at;
        var suites = Numbers(hello, ref at);
        at = Number(hello, ref at, 1) + at;
        var groups = new List<int>();
        at += 2;
        while (at < hello.Length)
        {
            var type = Number(hello, ref at, 2);
            var end = Number(hello, ref at, 2) + at;
            if (type == 43)
            {
                version = BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(at + 1));
            }
            else if (type == 10)
            {
                groups = Numbers(hello, ref at);
            }

            at = end;
        }

        return Choose(version, suites, groups);
    }

    private byte[] Choose(int version, List<int> suites, List<int> groups)
    {
        var suite = FollowsClient ? suites.Find(_suites.Contains) : Array.Find(_suites, suites.Contains);
        var group = Array.Find(Groups, groups.Contains);
        if (version != _version || suite == 0 || suite == Stumbles)
        {
            return ServerFlights.Alert(version != _version ? (byte)70 : (byte)40);
        }

        if (version == 0x0304)
        {
            return group == 0 ? ServerFlights.Alert(40) : ServerFlights.Retry(suite, group);
        }

        var name = SmtpTools.TlsHello.CipherSuites.Of((ushort)suite).Name;
        if (name.Contains("ECDHE", StringComparison.Ordinal) && group == 0)
        {
            return ServerFlights.Alert(40);
        }

        return ServerFlights.Of(
            version, suite, Compresses ? (byte)1 : (byte)0, version == 0x0300 ? null : Extensions,
            name.Contains("ECDSA", StringComparison.Ordinal) ? EcdsaChain : RsaChain,
            name.Contains("ECDHE", StringComparison.Ordinal) ? ServerFlights.Curve(group) : name.Contains("DHE", StringComparison.Ordinal) ? ServerFlights.FiniteField(FiniteFieldOctets) : null);
    }

    private static byte[] ReadHello(NetworkStream stream)
    {
        var header = new byte[5];
        stream.ReadExactly(header);
        var hello = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
        stream.ReadExactly(hello);
        return hello;
    }

    private static void Send(NetworkStream stream, string reply) => stream.Write(Encoding.ASCII.GetBytes(reply + "\r\n"));

    private static string ReadLine(NetworkStream stream)
    {
        var line = new StringBuilder();
        for (var octet = stream.ReadByte(); octet is not (-1 or '\n'); octet = stream.ReadByte())
        {
            _ = octet == '\r' ? line : line.Append((char)octet);
        }

        return line.ToString();
    }

    private static int Number(byte[] octets, ref int at, int count)
    {
        var number = 0;
        for (var i = 0; i < count; i++)
        {
            number = (number << 8) | octets[at++];
        }

        return number;
    }

    private static List<int> Numbers(byte[] octets, ref int at)
    {
        var end = Number(octets, ref at, 2) + at;
        var numbers = new List<int>();
        while (at < end)
        {
            numbers.Add(Number(octets, ref at, 2));
        }

        _ = numbers.Remove(RenegotiationSignal);
        return numbers;
    }
}

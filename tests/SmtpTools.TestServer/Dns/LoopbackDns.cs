using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SmtpTools.TestServer;

/// <summary>
/// A DNS server on a loopback port, over UDP and TCP, that answers from a zone given as text and misbehaves as the zone says.
/// A name that is not in the zone does not exist (NXDOMAIN). The zone's language:
/// <code>
/// example.test             MX    10 mx.example.test
/// mx.example.test   300    A     192.0.2.1
/// example.test             TXT   "v=spf1 " "-all"
/// dead.test                ANY   !DROP
/// odd.test                 MX    !SERVFAIL
/// </code>
/// Behaviours: !SERVFAIL, !REFUSED, !FORMERR, !NOTIMP, !DROP, !DROPFIRST, !DELAY ms, !TRUNCATE, !NOTCP, !GARBAGE, !NOEDNS, !WRONGID,
/// !WRONGQUESTION, !ELSEWHERE, !DROPEDNS, !REFERRAL, !ALIASONLY, !NOSOA, !AUTHENTIC (the AD flag). A name "*" stands for all, "*.example.test" for all below.
/// </summary>
public sealed class LoopbackDns : IDisposable
{
    private readonly object _lock = new();
    private readonly DnsZone _zone = new();
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<DnsQuestion> _questions = new();
    private int _delayed;

    private LoopbackDns(Socket udp, Socket tcp)
    {
        _udp = udp;
        _tcp = tcp;
        EndPoint = (IPEndPoint)udp.LocalEndPoint!;
        StartThread(ServeUdp);
        StartThread(ServeTcp);
    }

    /// <summary>Where the server listens, over both transports.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The address and port as a -DnsServer parameter takes them.</summary>
    public string Address => EndPoint.ToString();

    /// <summary>The questions that came, in order, those included that got no answer.</summary>
    public IReadOnlyList<DnsQuestion> Questions => [.. _questions];

    /// <summary>The most questions that waited for a delayed answer (!DELAY) at one time.</summary>
    public int MostDelayedAtOnce { get; private set; }

    /// <summary>The time to live, in seconds, of the SOA record that goes with an absence.</summary>
    public uint SoaTimeToLive { get; set; } = 600;

    /// <summary>The MINIMUM field, in seconds, of that record (RFC 2308 4).</summary>
    public uint SoaMinimum { get; set; } = 60;

    /// <summary>Starts a server.</summary>
    /// <param name="zone">What it answers.</param>
    /// <param name="address">A loopback address; 127.0.0.1 where null.</param>
    /// <returns>The server, which listens until it is disposed.</returns>
    public static LoopbackDns Start(string zone = "", IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        while (true)
        {
            var udp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(address, 0));
            var tcp = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                tcp.Bind(udp.LocalEndPoint!);
                tcp.Listen();
            }
            catch (SocketException)
            {
                // The port that is free for UDP is taken for TCP: another one.
                udp.Dispose();
                tcp.Dispose();
                continue;
            }

            var server = new LoopbackDns(udp, tcp);
            server.Add(zone);
            return server;
        }
    }

    /// <summary>Adds lines to the zone.</summary>
    /// <param name="zone">Records and behaviours, one a line.</param>
    public void Add(string zone)
    {
        lock (_lock)
        {
            _zone.Add(zone);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _udp.Dispose();
        _tcp.Dispose();
    }

    // Threads of its own, so that a busy thread pool never looks like a slow server.
    private void StartThread(Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException or SocketException)
            {
                // The server was stopped, or the client is gone.
            }
        });
        thread.IsBackground = true;
        thread.Name = nameof(LoopbackDns);
        thread.Start();
    }

    private void ServeUdp()
    {
        var buffer = new byte[ushort.MaxValue];
        while (true)
        {
            EndPoint client = new IPEndPoint(EndPoint.Address, 0);
            int length;
            try
            {
                length = _udp.ReceiveFrom(buffer, ref client);
            }
            catch (SocketException) when (!_stopping.IsCancellationRequested)
            {
                // A client that closed its socket before its answer came.
                continue;
            }

            var message = buffer[..length];
            if (BehaviourAt(message).Delay > TimeSpan.Zero)
            {
                StartThread(() => AnswerUdp(message, client));
            }
            else
            {
                AnswerUdp(message, client);
            }
        }
    }

    private void AnswerUdp(byte[] message, EndPoint client)
    {
        if (DnsMessage.ReadQuestion(message, isTcp: false, 0) is { } question && BehaviourAt(message).Faults.HasFlag(DnsFault.Elsewhere))
        {
            using var elsewhere = new Socket(EndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            _ = elsewhere.SendTo(DnsMessage.WriteAnswer(question, responseCode: 3, authentic: false, truncated: false, [], []), client);
        }

        foreach (var answer in Answers(message, isTcp: false, ((IPEndPoint)client).Port))
        {
            _ = _udp.SendTo(answer, client);
        }
    }

    private void ServeTcp()
    {
        while (true)
        {
            var client = _tcp.Accept();
            StartThread(() => AnswerTcp(client));
        }
    }

    private void AnswerTcp(Socket client)
    {
        using var stream = new NetworkStream(client, ownsSocket: true);
        using var stop = _stopping.Token.Register(stream.Dispose);
        var port = ((IPEndPoint)client.RemoteEndPoint!).Port;
        var prefix = new byte[2];
        while (true)
        {
            stream.ReadExactly(prefix);
            var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            stream.ReadExactly(message);
            var answers = Answers(message, isTcp: true, port);
            if (answers.Count == 0)
            {
                return;
            }

            foreach (var answer in answers)
            {
                BinaryPrimitives.WriteUInt16BigEndian(prefix, checked((ushort)answer.Length));
                stream.Write([.. prefix, .. answer]);
            }
        }
    }

    private (DnsFault Faults, TimeSpan Delay) BehaviourAt(byte[] message)
    {
        lock (_lock)
        {
            return DnsMessage.ReadQuestion(message, isTcp: false, 0) is { } question ? _zone.BehaviourOf(question.Name, question.Type) : default;
        }
    }

    private List<byte[]> Answers(byte[] message, bool isTcp, int clientPort)
    {
        if (DnsMessage.ReadQuestion(message, isTcp, clientPort) is not { } question)
        {
            return [];
        }

        var isFirst = !_questions.Any(q => q.Name == question.Name && q.Type == question.Type);
        _questions.Enqueue(question);
        var (faults, delay) = BehaviourAt(message);
        if (delay > TimeSpan.Zero && !Waited(delay))
        {
            return [];
        }

        if (faults.HasFlag(DnsFault.Drop) || (question.EdnsSize > 0 && faults.HasFlag(DnsFault.DropEdns)) || (isFirst && faults.HasFlag(DnsFault.DropFirst)) || (isTcp && faults.HasFlag(DnsFault.NoTcp)))
        {
            return [];
        }

        if (faults.HasFlag(DnsFault.Garbage))
        {
            return [[(byte)(question.Id >> 8), (byte)question.Id, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 63, 1, 2, 3]];
        }

        var answer = Answer(question, faults);
        return !isTcp && faults.HasFlag(DnsFault.WrongId) ? [[(byte)(answer[0] ^ 0xFF), .. answer[1..]], answer] : [answer];
    }

    // False where the server was stopped meanwhile.
    private bool Waited(TimeSpan delay)
    {
        lock (_lock)
        {
            MostDelayedAtOnce = Math.Max(MostDelayedAtOnce, ++_delayed);
        }

        var stopped = _stopping.Token.WaitHandle.WaitOne(delay);
        lock (_lock)
        {
            _delayed--;
        }

        return !stopped;
    }

    private byte[] Answer(DnsQuestion question, DnsFault faults)
    {
        var failure = faults switch
        {
            _ when faults.HasFlag(DnsFault.ServFail) => 2,
            _ when faults.HasFlag(DnsFault.Refused) => 5,
            _ when faults.HasFlag(DnsFault.FormErr) || (question.EdnsSize > 0 && faults.HasFlag(DnsFault.NoEdns)) => 1,
            _ when faults.HasFlag(DnsFault.NotImp) => 4,
            _ => 0,
        };
        if (failure != 0)
        {
            return DnsMessage.WriteAnswer(question, failure, authentic: false, truncated: false, [], []);
        }

        if (faults.HasFlag(DnsFault.Referral))
        {
            var apex = ApexOf(question.Name);
            return DnsMessage.WriteAnswer(
                question, 0, authentic: false, truncated: false, [], [new DnsResource(apex, DnsZone.TypeNs, 300, DnsMessage.NameOctets("ns." + apex))]);
        }

        List<DnsResource> records;
        string lastName;
        bool exists;
        lock (_lock)
        {
            (records, lastName, exists) = _zone.Lookup(question.Name, question.Type, followAliases: !faults.HasFlag(DnsFault.AliasOnly));
        }

        var absent = !records.Exists(r => r.Type == question.Type) && !faults.HasFlag(DnsFault.AliasOnly);
        DnsResource[] soa = absent && !faults.HasFlag(DnsFault.NoSoa) ? [DnsMessage.Soa(ApexOf(lastName), SoaTimeToLive, SoaMinimum)] : [];
        var authentic = question.WantsDnssec && faults.HasFlag(DnsFault.Authentic);
        var asked = !question.IsTcp && faults.HasFlag(DnsFault.WrongQuestion) ? question with { Name = "other." + question.Name } : question;
        var answer = DnsMessage.WriteAnswer(asked, exists ? 0 : 3, authentic, truncated: false, records, soa);
        var tooLong = answer.Length > Math.Max(DnsMessage.PlainSize, question.EdnsSize);
        return !question.IsTcp && (tooLong || faults.HasFlag(DnsFault.Truncate))
            ? DnsMessage.WriteAnswer(asked, 0, authentic, truncated: true, [], [])
            : answer;
    }

    // The zone is taken to begin at the last two labels, as in example.test.
    private static string ApexOf(string name) => string.Join('.', name.Split('.').TakeLast(2));
}

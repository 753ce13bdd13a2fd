using System.Buffers.Binary;

namespace SmtpTools.TlsHello;

/// <summary>
/// Reads a server's first flight (RFC 8446 4.1.3, RFC 5246 7.4): octets in, facts out. It says when it has seen enough, and whatever octets it is
/// given it neither fails nor keeps more than <see cref="MaxFlightLength"/> of them.
/// </summary>
internal sealed class ServerFlightReader
{
    /// <summary>Most octets of one record: 2^14 and what ciphers may add (RFC 5246 6.2.3).</summary>
    public const int MaxRecordLength = (16 * 1024) + 2048;

    /// <summary>Most octets of all messages. The largest chains in the wild have some tens of kilobytes.</summary>
    public const int MaxFlightLength = 256 * 1024;

    /// <summary>Most certificates of one chain.</summary>
    public const int MaxCertificates = 32;

    private const int RecordHeader = 5;
    private const int MessageHeader = 4;

    private const byte ChangeCipherSpecRecord = 20;
    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const byte ApplicationDataRecord = 23;

    private const byte ServerHello = 2;
    private const byte Certificate = 11;
    private const byte ServerKeyExchange = 12;
    private const byte ServerHelloDone = 14;

    private const ushort VersionsExtension = 43;
    private const ushort KeyShareExtension = 51;
    private const byte NamedCurve = 3;

    private readonly List<byte> _octets = [];
    private readonly List<byte> _messages = [];

    public ServerFlight Flight { get; } = new();

    /// <summary>Whether nothing more is to be learned.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The random by which a ServerHello is known for a HelloRetryRequest (RFC 8446 4.1.3).</summary>
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <summary>Takes what came.</summary>
    public void Feed(ReadOnlySpan<byte> received)
    {
        if (IsComplete)
        {
            return;
        }

        _octets.AddRange(received.ToArray());
        var octets = _octets.ToArray().AsSpan();
        while (!IsComplete && octets.Length > 0)
        {
            var taken = TakeRecord(octets);
            if (taken == 0)
            {
                break;
            }

            octets = octets.Slice(taken);
        }

        _octets.Clear();
        _octets.AddRange(octets.ToArray());
    }

    /// <summary>The connection ended.</summary>
    public void End()
    {
        if (!IsComplete)
        {
            Flight.Fault ??= "The server closed the connection.";
            IsComplete = true;
        }
    }

    /// <summary>The length of the record at the start; 0 where it is not whole yet.</summary>
    private int TakeRecord(ReadOnlySpan<byte> octets)
    {
        var type = octets[0];
        if (type is not (ChangeCipherSpecRecord or AlertRecord or HandshakeRecord or ApplicationDataRecord) || (octets.Length > 1 && octets[1] != 3))
        {
            Fail("The server answered with something that is not TLS.");
            return octets.Length;
        }

        if (octets.Length < RecordHeader)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(octets.Slice(3));
        if (length > MaxRecordLength)
        {
            Fail($"The server sent a record of {length} octets.");
            return octets.Length;
        }

        if (octets.Length < RecordHeader + length)
        {
            return 0;
        }

        TakeRecord(type, octets.Slice(RecordHeader, length));
        return RecordHeader + length;
    }

    private void TakeRecord(byte type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case AlertRecord when content.Length == 2 && content[0] != 2 && content[1] != 0:
                // A warning, such as unrecognized_name: the handshake goes on (RFC 5246 7.2.2).
                break;
            case AlertRecord:
                Flight.Alert = content.Length == 2 ? TlsRegistry.NameOfAlert(content[1]) : "an alert that can't be read";
                IsComplete = true;
                break;
            case HandshakeRecord when _messages.Count + content.Length <= MaxFlightLength:
                _messages.AddRange(content.ToArray());
                TakeMessages();
                break;
            case HandshakeRecord:
                Fail($"The server's messages are longer than {MaxFlightLength} octets.");
                break;
            default:
                // From here on all is encrypted.
                IsComplete = Flight.Version is not null;
                break;
        }
    }

    private void TakeMessages()
    {
        var messages = _messages.ToArray().AsSpan();
        while (!IsComplete && messages.Length >= MessageHeader)
        {
            var length = (messages[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(messages.Slice(2));
            if (length > MaxFlightLength)
            {
                Fail($"The server announced a message of {length} octets.");
                return;
            }

            if (messages.Length < MessageHeader + length)
            {
                break;
            }

            var type = messages[0];
            if (!TakeMessage(type, new FieldReader(messages.Slice(MessageHeader, length))))
            {
                Fail($"The server's handshake message of type {type} can't be read.");
            }

            messages = messages.Slice(MessageHeader + length);
        }

        _messages.Clear();
        _messages.AddRange(messages.ToArray());
    }

    private bool TakeMessage(byte type, FieldReader message)
    {
        switch (type)
        {
            case ServerHello:
                return TakeHello(message);
            case Certificate:
                return TakeCertificates(message);
            case ServerKeyExchange:
                return TakeKeyExchange(message);
            case ServerHelloDone:
                IsComplete = true;
                return Flight.Version is not null;
            default:
                return true;
        }
    }

    private bool TakeHello(FieldReader hello)
    {
        if (!hello.TryNumber(2, out var version) || !hello.TryTake(ClientHello.RandomLength, out var random) || !hello.TryBlock(1, out var session)
            || !hello.TryNumber(2, out var suite) || !hello.TryNumber(1, out var compression))
        {
            return false;
        }

        var extensions = new List<ushort>();
        if (hello.HasMore && !TakeExtensions(hello, ref version, extensions))
        {
            return false;
        }

        Flight.Version = (TlsVersion)version;
        Flight.Suite = (ushort)suite;
        Flight.IsCompressed = compression != 0;
        Flight.Extensions = extensions;
        Flight.IsRetry = random.SequenceEqual(RetryRandom);
        Flight.HasSessionId = session.Length > 0 && version != (int)TlsVersion.Tls13;

        // What follows in TLS 1.3 is encrypted.
        IsComplete = version >= (int)TlsVersion.Tls13;
        return true;
    }

    private bool TakeExtensions(FieldReader hello, ref int version, List<ushort> types)
    {
        if (!hello.TryBlock(2, out var block))
        {
            return false;
        }

        var extensions = new FieldReader(block);
        while (extensions.HasMore)
        {
            if (!extensions.TryNumber(2, out var type) || !extensions.TryBlock(2, out var content))
            {
                return false;
            }

            types.Add((ushort)type);
            if (type == VersionsExtension && content.Length == 2)
            {
                version = BinaryPrimitives.ReadUInt16BigEndian(content);
            }
            else if (type == KeyShareExtension && content.Length >= 2)
            {
                Flight.Group = BinaryPrimitives.ReadUInt16BigEndian(content);
            }
        }

        return true;
    }

    private bool TakeCertificates(FieldReader message)
    {
        if (!message.TryBlock(3, out var block))
        {
            return false;
        }

        var list = new FieldReader(block);
        var certificates = new List<byte[]>();
        while (list.HasMore)
        {
            if (!list.TryBlock(3, out var certificate) || certificates.Count == MaxCertificates)
            {
                return false;
            }

            certificates.Add(certificate.ToArray());
        }

        Flight.Certificates = certificates;
        return true;
    }

    /// <summary>The parameters stand first: a named curve (RFC 8422 5.4), a prime (RFC 5246 7.4.3), or the modulus of an export suite.</summary>
    private bool TakeKeyExchange(FieldReader message)
    {
        var suite = CipherSuites.Of(Flight.Suite ?? 0);
        if (suite.KeyExchange.StartsWith("ECDH", StringComparison.Ordinal))
        {
            if (!message.TryNumber(1, out var kind) || !message.TryNumber(2, out var group))
            {
                return false;
            }

            Flight.Group = kind == NamedCurve ? (ushort)group : null;
            return true;
        }

        if (suite.KeyExchange is "DHE" or "DH" || suite.IsExport)
        {
            if (!message.TryBlock(2, out var number))
            {
                return false;
            }

            Flight.KeyExchangeBits = BitsOf(number);
        }

        return true;
    }

    private static int BitsOf(ReadOnlySpan<byte> number)
    {
        var zeros = 0;
        while (zeros < number.Length && number[zeros] == 0)
        {
            zeros++;
        }

        var bits = 8 * (number.Length - zeros);
        for (var top = zeros < number.Length ? number[zeros] : 0x80; (top & 0x80) == 0; top <<= 1)
        {
            bits--;
        }

        return bits;
    }

    private void Fail(string why)
    {
        Flight.Fault = why;
        IsComplete = true;
    }
}

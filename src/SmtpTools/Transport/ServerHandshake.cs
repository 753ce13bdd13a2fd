using System.Buffers.Binary;

namespace SmtpTools.Transport;

/// <summary>
/// Reads from a server's first octets of TLS, which are in plaintext, whether it took up an earlier session. No runtime tells that.
/// </summary>
internal static class ServerHandshake
{
    /// <summary>How many octets have to be looked at: two ServerHello messages, the second with a large key share.</summary>
    public const int MaxLength = 3 * 1024;

    private const byte ChangeCipherSpecRecord = 20;
    private const byte HandshakeRecord = 22;
    private const int RecordHeader = 5;
    private const int MessageHeader = 4;

    private const byte ServerHello = 2;
    private const byte NewSessionTicket = 4;
    private const ushort PreSharedKey = 41;
    private const ushort SupportedVersions = 43;
    private const int RandomLength = 32;

    /// <summary>The random of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3).</summary>
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    /// <summary>Whether the session is an earlier one.</summary>
    /// <param name="received">The first octets that the server sent, record headers included.</param>
    /// <returns>Null where they do not tell.</returns>
    public static bool? IsResumed(ReadOnlySpan<byte> received)
    {
        Span<byte> messages = new byte[received.Length];
        var count = 0;
        while (received.Length > RecordHeader)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(received.Slice(3));
            var body = received.Slice(RecordHeader, Math.Min(length, received.Length - RecordHeader));
            if (received[0] == HandshakeRecord)
            {
                body.CopyTo(messages.Slice(count));
                count += body.Length;
            }

            // TLS 1.2 goes over to ciphers right after the ServerHello where the keys are known from before; in TLS 1.3 the record means nothing.
            var verdict = Judge(messages.Slice(0, count), endsHere: received[0] == ChangeCipherSpecRecord);
            if (verdict is not null || received[0] is not (HandshakeRecord or ChangeCipherSpecRecord))
            {
                return verdict;
            }

            received = received.Slice(RecordHeader + body.Length);
        }

        return null;
    }

    private static bool? Judge(ReadOnlySpan<byte> messages, bool endsHere)
    {
        var isOlder = false;
        while (messages.Length >= MessageHeader)
        {
            var type = messages[0];
            if (isOlder)
            {
                // RFC 5077 3.3 and RFC 5246 7.3: a full handshake goes on with a certificate, a resumed one with a ticket or with nothing.
                return type == NewSessionTicket;
            }

            var length = (messages[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(messages.Slice(2));
            if (type != ServerHello || messages.Length < MessageHeader + length)
            {
                return null;
            }

            if (ReadHello(messages.Slice(MessageHeader, length), out isOlder) is { } told)
            {
                return told;
            }

            messages = messages.Slice(MessageHeader + length);
        }

        return isOlder && endsHere ? true : null;
    }

    /// <summary>What a ServerHello tells by itself: from TLS 1.3 on, whether it took a key of the client's (RFC 8446 4.2.11).</summary>
    private static bool? ReadHello(ReadOnlySpan<byte> hello, out bool isOlder)
    {
        isOlder = false;
        const int RandomStart = 2;
        const int SessionIdStart = RandomStart + RandomLength;
        if (hello.Length <= SessionIdStart)
        {
            return null;
        }

        // The session id, a cipher suite, a compression method and the length of the extensions.
        var at = SessionIdStart + 1 + hello[SessionIdStart] + 2 + 1 + 2;
        var isNewer = false;
        var hasKey = false;
        while (at + 4 <= hello.Length)
        {
            var extension = BinaryPrimitives.ReadUInt16BigEndian(hello.Slice(at));
            isNewer |= extension == SupportedVersions;
            hasKey |= extension == PreSharedKey;
            at += 4 + BinaryPrimitives.ReadUInt16BigEndian(hello.Slice(at + 2));
        }

        isOlder = !isNewer;
        return isNewer && !hello.Slice(RandomStart, RandomLength).SequenceEqual(RetryRandom) ? hasKey : null;
    }
}

namespace SmtpTools.Tests.TlsHello;

/// <summary>First flights of servers, as octets.</summary>
internal static class ServerFlights
{
    private const byte HandshakeRecord = 22;
    private const byte ServerHello = 2;
    private const byte Certificate = 11;
    private const byte ServerKeyExchange = 12;
    private const byte ServerHelloDone = 14;

    public static readonly byte[] RetryRandom = Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    /// <summary>A server of TLS 1.2 or before: hello, certificates, key exchange where there is one, done.</summary>
    public static byte[] Of(int version, int suite, byte compression = 0, byte[]? extensions = null, byte[][]? certificates = null, byte[]? keyExchange = null) =>
        Record(
        [
            .. Hello(version, suite, new byte[32], compression, extensions),
            .. Message(Certificate, Block(3, (certificates ?? [[0x30]]).SelectMany(static certificate => Block(3, certificate)).ToArray())),
            .. keyExchange is null ? [] : Message(ServerKeyExchange, keyExchange),
            .. Message(ServerHelloDone, []),
        ]);

    /// <summary>A server of TLS 1.3 that asks for a key of a group.</summary>
    public static byte[] Retry(int suite, int group) =>
        Record(Hello(0x0303, suite, RetryRandom, 0, [.. Extension(43, 3, 4), .. Extension(51, (byte)(group >> 8), (byte)group)]));

    public static byte[] Extension(int type, params byte[] content) => [.. Number(2, type), .. Block(2, content)];

    /// <summary>The key exchange of DHE with a prime of so many octets.</summary>
    public static byte[] FiniteField(int octets) => [.. Block(2, [0xFF, .. new byte[octets - 1]]), .. Block(2, [2]), .. Block(2, [5])];

    public static byte[] Curve(int group) => [3, .. Number(2, group), .. Block(1, new byte[32])];

    public static byte[] Alert(byte code) => [21, 3, 1, 0, 2, 2, code];

    /// <summary>Messages in records of so many octets at most.</summary>
    public static byte[] Record(byte[] messages, int most = 16384) =>
        [.. messages.Chunk(most).SelectMany(static chunk => (byte[])[HandshakeRecord, 3, 3, .. Block(2, chunk)])];

    public static byte[] Message(byte type, byte[] content) => [type, .. Block(3, content)];

    private static byte[] Hello(int version, int suite, byte[] random, byte compression, byte[]? extensions) =>
        Message(ServerHello, [.. Number(2, version), .. random, .. Block(1, new byte[32]), .. Number(2, suite), compression, .. extensions is null ? [] : Block(2, extensions)]);

    private static byte[] Block(int lengthOctets, byte[] content) => [.. Number(lengthOctets, content.Length), .. content];

    private static byte[] Number(int octets, int number) => [.. Enumerable.Range(0, octets).Select(i => (byte)(number >> (8 * (octets - 1 - i))))];
}

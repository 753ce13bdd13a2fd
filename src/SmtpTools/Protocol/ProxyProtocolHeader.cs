using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools;

/// <summary>
/// The header by which a proxy tells a server, before anything else, for which client the connection is (the PROXY protocol of HAProxy,
/// versions 1 and 2).
/// </summary>
public sealed class ProxyProtocolHeader
{
    /// <summary>Longest header of version 1 with its CRLF (section 2.1).</summary>
    internal const int MaxV1Length = 107;

    /// <summary>Longest header of version 2 that is read here. Its length field allows 65,551 octets; what is sent in practice has some hundred.</summary>
    internal const int MaxV2Length = 4096;

    private const int V2StartLength = 16;
    private const byte V2Local = 0x20;
    private const byte V2Proxy = 0x21;
    private const byte V2Tcp4 = 0x11;
    private const byte V2Tcp6 = 0x21;

    /// <summary>Makes a header.</summary>
    /// <param name="version">Its form.</param>
    /// <param name="source">
    /// The client's address and port. Null to name none: UNKNOWN in version 1, LOCAL in version 2, and the server goes by the connection's
    /// own addresses.
    /// </param>
    /// <param name="destination">The address and port that the client connected to; null for the one that the connection goes to.</param>
    /// <exception cref="ArgumentException">There is a destination without a source, or the two are of different families.</exception>
    public ProxyProtocolHeader(ProxyProtocolVersion version, IPEndPoint? source = null, IPEndPoint? destination = null)
    {
        Version = version is ProxyProtocolVersion.V1 or ProxyProtocolVersion.V2
            ? version
            : throw new ArgumentOutOfRangeException(nameof(version), version, "The PROXY protocol has the versions 1 and 2.");
        Source = Plain(source);
        Destination = Plain(destination);
        if (Source is null && Destination is not null)
        {
            throw new ArgumentException("A PROXY header with a destination needs a source.", nameof(source));
        }

        if (Destination is not null)
        {
            CheckFamilies(Source!, Destination);
        }
    }

    /// <summary>The form.</summary>
    public ProxyProtocolVersion Version { get; }

    /// <summary>The client's address and port; null where none is named.</summary>
    public IPEndPoint? Source { get; }

    /// <summary>The address and port that the client connected to; null where it is the connection's own, or none is named.</summary>
    public IPEndPoint? Destination { get; }

    private static ReadOnlySpan<byte> V2Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    private static ReadOnlySpan<byte> V1Start => "PROXY "u8;

    /// <inheritdoc/>
    public override string ToString() => Source is null
        ? Version == ProxyProtocolVersion.V1 ? "PROXY v1 UNKNOWN" : "PROXY v2 LOCAL"
        : $"PROXY v{(int)Version} for {Source}{(Destination is null ? string.Empty : $" to {Destination}")}";

    /// <summary>The header as it is sent.</summary>
    /// <param name="connectedTo">Where the connection goes, for a header that names no destination; null where that is not known.</param>
    /// <exception cref="ArgumentException">The header needs a destination, or one of the other family.</exception>
    internal byte[] ToOctets(IPEndPoint? connectedTo)
    {
        if (Source is null)
        {
            return Version == ProxyProtocolVersion.V1 ? Encoding.ASCII.GetBytes("PROXY UNKNOWN\r\n") : [.. V2Signature, V2Local, 0, 0, 0];
        }

        var destination = Destination ?? Plain(connectedTo)
            ?? throw new ArgumentException("The PROXY header needs a destination: the address that the connection goes to is not known here.");
        CheckFamilies(Source, destination);
        var isV6 = Source.AddressFamily == AddressFamily.InterNetworkV6;
        if (Version == ProxyProtocolVersion.V1)
        {
            return Encoding.ASCII.GetBytes(string.Format(
                CultureInfo.InvariantCulture, "PROXY TCP{0} {1} {2} {3} {4}\r\n", isV6 ? 6 : 4, Source.Address, destination.Address, Source.Port, destination.Port));
        }

        byte[] addresses =
        [
            .. Source.Address.GetAddressBytes(), .. destination.Address.GetAddressBytes(),
            (byte)(Source.Port >> 8), (byte)Source.Port, (byte)(destination.Port >> 8), (byte)destination.Port,
        ];
        return [.. V2Signature, V2Proxy, isV6 ? V2Tcp6 : V2Tcp4, 0, (byte)addresses.Length, .. addresses];
    }

    /// <summary>Reads the header at the start of a connection, as a server does.</summary>
    /// <param name="octets">What came so far.</param>
    /// <param name="consumed">How many octets the header has; 0 where it is not whole yet.</param>
    /// <returns>The header; null where it is not whole yet.</returns>
    /// <exception cref="SmtpProtocolException">The connection does not begin with one.</exception>
    internal static ProxyProtocolHeader? TryParse(ReadOnlySpan<byte> octets, out int consumed)
    {
        consumed = 0;
        if (StartsLike(octets, V2Signature))
        {
            return octets.Length < V2StartLength ? null : ParseV2(octets, out consumed);
        }

        if (!StartsLike(octets, V1Start))
        {
            throw Malformed($"it begins with {ForeignService.Describe(octets)}");
        }

        var end = octets.IndexOf((byte)'\n');
        if (end < 0)
        {
            return octets.Length < MaxV1Length ? null : throw Malformed($"its line is longer than {MaxV1Length} octets");
        }

        if (end >= MaxV1Length || octets[end - 1] != '\r')
        {
            throw Malformed("its line does not end with CRLF in time");
        }

        consumed = end + 1;
        return ParseV1(Encoding.ASCII.GetString(octets.Slice(0, end - 1).ToArray()));
    }

    private static ProxyProtocolHeader? ParseV2(ReadOnlySpan<byte> octets, out int consumed)
    {
        consumed = 0;
        var length = V2StartLength + BinaryPrimitives.ReadUInt16BigEndian(octets.Slice(14));
        if (octets[12] is not (V2Local or V2Proxy))
        {
            throw Malformed($"its version and command are 0x{octets[12]:X2}");
        }

        if (length > MaxV2Length)
        {
            throw Malformed($"it has {length} octets, more than the {MaxV2Length} that are read");
        }

        if (octets.Length < length)
        {
            return null;
        }

        consumed = length;
        var addresses = octets.Slice(V2StartLength, length - V2StartLength);
        var size = octets[13] switch { V2Tcp4 => 4, V2Tcp6 => 16, _ => 0 };
        if (octets[12] == V2Local || size == 0)
        {
            // Section 2.2: of other families only the length is used.
            return new ProxyProtocolHeader(ProxyProtocolVersion.V2);
        }

        return addresses.Length < (2 * size) + 4
            ? throw Malformed("it is too short for its addresses")
            : new ProxyProtocolHeader(ProxyProtocolVersion.V2, At(addresses, 0), At(addresses, 1));

        IPEndPoint At(ReadOnlySpan<byte> from, int index) => new(
            new IPAddress(from.Slice(index * size, size).ToArray()), BinaryPrimitives.ReadUInt16BigEndian(from.Slice((2 * size) + (2 * index))));
    }

    private static ProxyProtocolHeader ParseV1(string line)
    {
        var words = line.Split(' ');
        if (words[1] == "UNKNOWN")
        {
            // Section 2.1: whatever follows is ignored.
            return new ProxyProtocolHeader(ProxyProtocolVersion.V1);
        }

        var family = words[1] switch { "TCP4" => AddressFamily.InterNetwork, "TCP6" => AddressFamily.InterNetworkV6, _ => AddressFamily.Unspecified };
        return words.Length == 6 && family != AddressFamily.Unspecified
            && ReadAddress(words[2], words[4], family) is { } source && ReadAddress(words[3], words[5], family) is { } destination
            ? new ProxyProtocolHeader(ProxyProtocolVersion.V1, source, destination)
            : throw Malformed($"its line is '{line}'");
    }

    private static IPEndPoint? ReadAddress(string address, string port, AddressFamily family) =>
        IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == family && (family == AddressFamily.InterNetworkV6 || parsed.ToString() == address)
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 65535 && (port == "0" || port[0] != '0')
            ? new IPEndPoint(parsed, number)
            : null;

    private static bool StartsLike(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> start) =>
        octets.Length < start.Length ? start.StartsWith(octets) : octets.StartsWith(start);

    /// <summary>A zone index means something on one computer alone; an address mapped into IPv6 is an IPv4 address.</summary>
    private static IPEndPoint? Plain(IPEndPoint? endpoint) => endpoint is null ? null
        : new IPEndPoint(endpoint.Address.IsIPv4MappedToIPv6 ? endpoint.Address.MapToIPv4() : new IPAddress(endpoint.Address.GetAddressBytes()), endpoint.Port);

    private static void CheckFamilies(IPEndPoint source, IPEndPoint destination)
    {
        if (source.AddressFamily != destination.AddressFamily)
        {
            throw new ArgumentException($"A PROXY header has a source and a destination of one IP version, not {source} and {destination}. Give a destination of the source's.");
        }
    }

    private static SmtpProtocolException Malformed(string what) => new($"The connection does not begin with a PROXY protocol header: {what}.") { Phase = SmtpPhase.Connect };
}

using System.Text;

namespace SmtpTools.TlsHello;

/// <summary>
/// The first message of a TLS client (RFC 8446 4.1.2, RFC 5246 7.4.1.2), as octets. Whoever sends one and reads what comes back learns what the server
/// would agree to; no key is ever made, and the handshake is left there.
/// </summary>
internal sealed class ClientHello
{
    public const int RandomLength = 32;

    /// <summary>Most suites in one message: some old servers close the connection at more, and at messages of more than some hundred octets.</summary>
    public const int MaxSuites = 128;

    private const byte HandshakeRecord = 22;
    private const byte MessageType = 1;
    private const byte Deflate = 1;

    // Says that the client knows RFC 5746, which an extension would say as well; in SSL 3.0 there are none.
    private const ushort RenegotiationSignal = 0x00FF;

    private const ushort ServerNameExtension = 0;
    private const ushort GroupsExtension = 10;
    private const ushort PointFormatsExtension = 11;
    private const ushort SignatureSchemesExtension = 13;
    private const ushort EncryptThenMacExtension = 22;
    private const ushort ExtendedMasterSecretExtension = 23;
    private const ushort SessionTicketExtension = 35;
    private const ushort VersionsExtension = 43;
    private const ushort PskModesExtension = 45;
    private const ushort CertificateSchemesExtension = 50;
    private const ushort KeyShareExtension = 51;
    private const ushort X25519 = 29;

    private readonly List<byte> _octets = [];

    /// <summary>Makes a hello.</summary>
    /// <param name="version">The one version that is allowed; before TLS 1.3 a server may answer with a lower one.</param>
    /// <param name="suites">The suites that are offered, in this order.</param>
    /// <param name="random">Twice <see cref="RandomLength"/> octets that nobody has sent before.</param>
    public ClientHello(TlsVersion version, IReadOnlyList<ushort> suites, byte[] random)
    {
        Version = version;
        Suites = suites.Count is > 0 and <= MaxSuites ? suites : throw new ArgumentOutOfRangeException(nameof(suites));
        Random = random.Length == 2 * RandomLength ? random : throw new ArgumentException("Two random values are needed.", nameof(random));
        Groups = TlsRegistry.GroupsFor(version);
    }

    public TlsVersion Version { get; }

    public IReadOnlyList<ushort> Suites { get; }

    private byte[] Random { get; }

    /// <summary>The server's name (RFC 6066 3); null for none.</summary>
    public string? ServerName { get; init; }

    public IReadOnlyList<ushort> Groups { get; init; }

    public IReadOnlyList<ushort> SignatureSchemes { get; init; } = TlsHello.SignatureSchemes.All;

    /// <summary>Whether compression is offered (RFC 3749), which a server should turn down; TLS 1.3 has none.</summary>
    public bool OffersCompression { get; init; }

    /// <summary>
    /// In TLS 1.3 a server that is sent no key asks for one of the group that it chooses, and names its suite (RFC 8446 4.1.4): that is all there is to
    /// learn in plaintext. With a key share it goes on to choose a certificate, and says so or refuses.
    /// </summary>
    public bool HasKeyShare { get; init; }

    public byte[] ToOctets()
    {
        _octets.Clear();
        _octets.Add(HandshakeRecord);

        // RFC 8446 5.1: 1.0 for the first record, whatever is in it.
        AddNumber((int)(Version == TlsVersion.Ssl30 ? TlsVersion.Ssl30 : TlsVersion.Tls10));
        AddBlock(2, () =>
        {
            _octets.Add(MessageType);
            AddBlock(3, AddMessage);
        });
        return [.. _octets];
    }

    private void AddMessage()
    {
        AddNumber((int)(Version == TlsVersion.Tls13 ? TlsVersion.Tls12 : Version));
        _octets.AddRange(Random.Take(RandomLength));

        // RFC 8446 D.4: with a session id a newer hello looks to boxes between like one of before.
        AddBlock(1, () => _octets.AddRange(Version == TlsVersion.Tls13 ? Random.Skip(RandomLength) : []));
        AddBlock(2, () => AddNumbers(Version == TlsVersion.Tls13 ? Suites : [.. Suites, RenegotiationSignal]));
        AddBlock(1, () => _octets.AddRange(OffersCompression && Version != TlsVersion.Tls13 ? [Deflate, 0] : [0]));
        if (Version != TlsVersion.Ssl30)
        {
            AddBlock(2, AddExtensions);
        }
    }

    private void AddExtensions()
    {
        if (ServerName is { } name)
        {
            AddExtension(ServerNameExtension, () => AddBlock(2, () =>
            {
                _octets.Add(0);
                AddBlock(2, () => _octets.AddRange(Encoding.ASCII.GetBytes(name)));
            }));
        }

        if (Groups.Count > 0)
        {
            AddExtension(GroupsExtension, () => AddBlock(2, () => AddNumbers(Groups)));
            AddExtension(PointFormatsExtension, () => AddBlock(1, () => _octets.Add(0)));
        }

        if (Version >= TlsVersion.Tls12)
        {
            AddExtension(SignatureSchemesExtension, () => AddBlock(2, () => AddNumbers(SignatureSchemes)));

            // What is left out above is left out for the server's own key, and not for those of its issuers (RFC 8446 4.2.3).
            AddExtension(CertificateSchemesExtension, () => AddBlock(2, () => AddNumbers(TlsHello.SignatureSchemes.All)));
        }

        if (Version == TlsVersion.Tls13)
        {
            AddNewExtensions();
        }
        else
        {
            AddExtension(EncryptThenMacExtension, static () => { });
            AddExtension(ExtendedMasterSecretExtension, static () => { });
            AddExtension(SessionTicketExtension, static () => { });
        }
    }

    private void AddNewExtensions()
    {
        AddExtension(VersionsExtension, () => AddBlock(1, () => AddNumber((int)Version)));
        AddExtension(PskModesExtension, () => AddBlock(1, () => _octets.Add(1)));
        AddExtension(KeyShareExtension, () => AddBlock(2, () =>
        {
            if (HasKeyShare)
            {
                // Any 32 octets are a public key of this curve (RFC 7748 5).
                AddNumber(X25519);
                AddBlock(2, () => _octets.AddRange(Random.Take(RandomLength)));
            }
        }));
    }

    private void AddExtension(ushort type, Action content)
    {
        AddNumber(type);
        AddBlock(2, content);
    }

    private void AddNumbers(IEnumerable<ushort> numbers)
    {
        foreach (var number in numbers)
        {
            AddNumber(number);
        }
    }

    private void AddNumber(int number)
    {
        _octets.Add((byte)(number >> 8));
        _octets.Add((byte)number);
    }

    /// <summary>Content behind its length, which is known once it is there.</summary>
    private void AddBlock(int lengthOctets, Action content)
    {
        var start = _octets.Count;
        _octets.AddRange(new byte[lengthOctets]);
        content();
        var length = _octets.Count - start - lengthOctets;
        for (var i = 0; i < lengthOctets; i++)
        {
            _octets[start + i] = (byte)(length >> (8 * (lengthOctets - 1 - i)));
        }
    }
}

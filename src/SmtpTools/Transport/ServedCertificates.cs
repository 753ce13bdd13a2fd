using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>
/// The certificates of a handshake in DER. Their facts are read when somebody asks for them: a session that holds asks for none, and reading them
/// would cost it a tenth of a resumed handshake.
/// </summary>
/// <param name="now">The time of the handshake.</param>
internal sealed class ServedCertificates(DateTimeOffset now)
{
    private readonly List<Entry> _sent = [];
    private readonly List<Entry> _built = [];

    /// <summary>The server's own; null where it sent none.</summary>
    public CertificateFacts? Server => _sent.Count > 0 ? _sent[0].Facts.Value : null;

    /// <summary>Those that the server sent, its own first.</summary>
    public IReadOnlyList<CertificateFacts> Sent => FactsOf(_sent);

    /// <summary>The chain as it was built.</summary>
    public IReadOnlyList<CertificateFacts> Built => FactsOf(_built);

    /// <summary>Takes note of one that was sent; the server's own comes first, and one that comes again is passed over.</summary>
    public void AddSent(X509Certificate certificate)
    {
        var entry = EntryOf(certificate);
        if (!_sent.Contains(entry))
        {
            _sent.Add(entry);
        }
    }

    /// <summary>Takes note of the next one of the built chain.</summary>
    public void AddBuilt(X509Certificate certificate) => _built.Add(EntryOf(certificate));

    private static CertificateFacts[] FactsOf(List<Entry> entries) => [.. entries.Select(static entry => entry.Facts.Value)];

    /// <summary>Most of a chain was sent by the server, and is known already.</summary>
    private Entry EntryOf(X509Certificate certificate)
    {
        var octets = certificate.GetRawCertData();
        return _sent.Find(known => known.Octets.AsSpan().SequenceEqual(octets)) ?? new Entry(octets, now);
    }

    private sealed class Entry(byte[] octets, DateTimeOffset now)
    {
        public byte[] Octets { get; } = octets;

        public Lazy<CertificateFacts> Facts { get; } = new(() =>
        {
            using var certificate = new X509Certificate2(octets);
            return CertificateFacts.From(certificate, now);
        });
    }
}

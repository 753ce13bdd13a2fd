namespace SmtpTools.Session;

/// <summary>Content that lies in memory, made canonical once; binary content stays as it is (RFC 3030 3).</summary>
internal sealed class OctetContent : MessageContent
{
    private readonly byte[] _canonical;
    private readonly ContentFacts _facts;

    public OctetContent(byte[] octets)
    {
        _facts.Add(octets);
        _facts.Finish();
        _canonical = _facts.HasBareLineEnd && _facts.Encoding != BodyEncoding.BinaryMime ? MakeCanonical(octets, _facts.CanonicalSize) : octets;
    }

    public override long? Size => _canonical.Length;

    public override BodyEncoding Encoding => _facts.Encoding;

    public override bool NeedsSmtpUtf8 => _facts.HasEightBitHeader;

    internal override ReadOnlyMemory<byte>? CanonicalBlock => _canonical;

    public override void WriteTo(Stream destination, CancellationToken cancellationToken) => destination.Write(_canonical, 0, _canonical.Length);

    private static byte[] MakeCanonical(byte[] octets, long size)
    {
        using var canonical = new MemoryStream(checked((int)size));
        using var writer = new ContentStream(canonical.Write, stuffDots: false);
        writer.Write(octets, 0, octets.Length);
        writer.Finish();
        return canonical.ToArray();
    }
}

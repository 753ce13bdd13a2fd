using SmtpTools.Session;

namespace SmtpTools;

/// <summary>Message content made of segments, which are read when it is written.</summary>
public sealed class SegmentedContent : MessageContent
{
    private readonly MessageSegment[] _segments;
    private readonly ContentConverter? _converter;
    private readonly Lazy<ContentFacts> _facts;

    /// <summary>Makes content.</summary>
    /// <param name="segments">The runs of octets, in their order.</param>
    /// <param name="converter">Makes a narrower encoding where a server needs it; null for content that can't be re-encoded.</param>
    public SegmentedContent(IEnumerable<MessageSegment> segments, ContentConverter? converter = null)
    {
        _segments = (segments ?? throw new ArgumentNullException(nameof(segments))).ToArray();
        _converter = converter;
        _facts = new Lazy<ContentFacts>(ReadFacts);
    }

    /// <inheritdoc/>
    /// <exception cref="MailMessageException">A file of the message is missing, locked or changed: this is asked before anything is sent.</exception>
    public override long? Size
    {
        get
        {
            foreach (var segment in _segments)
            {
                segment.Verify();
            }

            return _facts.Value.CanonicalSize;
        }
    }

    /// <inheritdoc/>
    public override BodyEncoding Encoding => _facts.Value.Encoding;

    /// <inheritdoc/>
    public override bool NeedsSmtpUtf8 => _facts.Value.HasEightBitHeader;

    /// <summary>Octets of the longest line without its end; RFC 5322 2.1.1 allows <see cref="MessageLimits.MaxLine"/>.</summary>
    public long LongestLine => _facts.Value.LongestLine;

    /// <summary>Whether a line ends in a bare CR or LF, or the last has no end: sending changes it to CRLF.</summary>
    public bool HasBareLineEnds => _facts.Value.HasBareLineEnd;

    // With plain null in place of default, the conversion from an array would make an empty block of it: an empty message.
    internal override ReadOnlyMemory<byte>? CanonicalBlock =>
        _segments.Length == 1 && _segments[0].Octets is { } octets && !_facts.Value.HasBareLineEnd ? octets : default(ReadOnlyMemory<byte>?);

    /// <inheritdoc/>
    public override void WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        if (destination is null)
        {
            throw new ArgumentNullException(nameof(destination));
        }

        foreach (var segment in _segments)
        {
            segment.WriteTo(destination, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override MessageContent? ConvertTo(BodyEncoding widest, bool mayBreakSignatures, out string? reason)
    {
        if (Encoding <= widest)
        {
            reason = null;
            return this;
        }

        return _converter is null ? base.ConvertTo(widest, mayBreakSignatures, out reason) : _converter(widest, mayBreakSignatures, out reason);
    }

    private ContentFacts ReadFacts()
    {
        var facts = default(ContentFacts);
        foreach (var segment in _segments)
        {
            segment.AddTo(ref facts);
        }

        facts.Finish();
        return facts;
    }
}

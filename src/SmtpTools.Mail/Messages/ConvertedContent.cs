using MimeKit;
using MimeKit.IO;

namespace SmtpTools.Messages;

/// <summary>A ready message whose parts are re-encoded, each time it is written, for a server that takes less (RFC 6152 3).</summary>
internal sealed class ConvertedContent : MessageContent
{
    private readonly ReadyMessage _ready;
    private readonly BodyEncoding _widest;
    private readonly Lazy<long> _size;

    public ConvertedContent(ReadyMessage ready, BodyEncoding widest)
    {
        _ready = ready;
        _widest = widest;
        _size = new Lazy<long>(Measure);
    }

    /// <inheritdoc/>
    public override long? Size => _size.Value;

    /// <inheritdoc/>
    public override BodyEncoding Encoding => _widest;

    /// <inheritdoc/>
    public override void WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        using var stream = _ready.Open();
        var message = _ready.Parse(stream, cancellationToken);
        message.Headers.RemoveAll(HeaderId.Bcc);
        message.Headers.RemoveAll(HeaderId.ResentBcc);
        message.Prepare(_widest == BodyEncoding.SevenBit ? EncodingConstraint.SevenBit : EncodingConstraint.EightBit, MessageLimits.MaxLine);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, destination, cancellationToken);
    }

    private long Measure()
    {
        using var size = new MeasuringStream();
        WriteTo(size, CancellationToken.None);
        return size.Length;
    }
}

using System.Buffers;
using SmtpTools.Session;

namespace SmtpTools.Messages;

/// <summary>A range of a file as it lies there.</summary>
internal sealed class RangeSegment : MessageSegment
{
    private const int BufferSize = 64 * 1024;

    private readonly FileSource _source;
    private readonly long _offset;
    private readonly long _length;

    public RangeSegment(FileSource source, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > source.Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), "The range lies outside the file.");
        }

        _source = source;
        _offset = offset;
        _length = length;
    }

    /// <summary>Takes a run of the range: array and count.</summary>
    private delegate void Taker(byte[] buffer, int count);

    internal override void Verify() => _source.Open().Dispose();

    internal override void AddTo(ref ContentFacts facts)
    {
        var seen = facts;
        Read((buffer, count) => seen.Add(buffer.AsSpan(0, count)), CancellationToken.None);
        facts = seen;
    }

    internal override void WriteTo(Stream destination, CancellationToken cancellationToken) =>
        Read((buffer, count) => destination.Write(buffer, 0, count), cancellationToken);

    private void Read(Taker take, CancellationToken cancellationToken)
    {
        using var file = _source.Open();
        _ = file.Seek(_offset, SeekOrigin.Begin);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var left = _length; left > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
                if (count == 0)
                {
                    throw new MailMessageException($"The file \"{_source.Path}\" became shorter while it was read.", _source.Path);
                }

                take(buffer, count);
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

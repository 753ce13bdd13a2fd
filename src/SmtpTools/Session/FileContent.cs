using System.Buffers;

namespace SmtpTools.Session;

/// <summary>Content of a file. It is open only while it is read, so that nothing stays locked, and shared with other readers.</summary>
internal sealed class FileContent : MessageContent
{
    /// <summary>Octets that are read at a time: large writes cost least.</summary>
    private const int BufferSize = 256 * 1024;

    private readonly string _path;
    private readonly Lazy<ContentFacts> _facts;

    public FileContent(string path)
    {
        _path = path ?? throw new ArgumentNullException(nameof(path));
        _facts = new Lazy<ContentFacts>(ReadFacts);
    }

    public override long? Size => _facts.Value.WireSize;

    public override BodyEncoding Encoding => _facts.Value.Encoding;

    public override bool NeedsSmtpUtf8 => _facts.Value.HasEightBitHeader;

    public override void WriteTo(Stream destination, CancellationToken cancellationToken) => Read((buffer, count) =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        destination.Write(buffer, 0, count);
    });

    private ContentFacts ReadFacts()
    {
        var facts = default(ContentFacts);
        Read((buffer, count) => facts.Add(buffer.AsSpan(0, count)));
        facts.Finish();
        return facts;
    }

    private void Read(Action<byte[], int> take)
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = file.Read(buffer, 0, buffer.Length)) > 0)
            {
                take(buffer, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

namespace SmtpTools.Messages;

/// <summary>A stream that can seek, from the position on that it had. Two readers at once would disturb each other: there is one at a time.</summary>
internal sealed class StreamSource : AttachmentSource
{
    private readonly Stream _stream;
    private readonly long _start;

    public StreamSource(Stream stream)
    {
        _stream = stream;
        _start = stream.Position;
        Length = stream.Length - _start;
    }

    public override long Length { get; }

    public override Stream Open() =>
        _stream.CanSeek
            ? new Window(_stream, _start, Length)
            : throw new MailMessageException("A stream that was given as an attachment has been closed. Keep it open until the message is sent.");

    /// <summary>Reads the stream by position and leaves it open.</summary>
    private sealed class Window(Stream stream, long start, long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            lock (stream)
            {
                stream.Position = start + _read;
                var read = stream.Read(buffer, offset, (int)Math.Min(count, length - _read));
                _read += read;
                return read;
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

namespace SmtpTools.Session;

/// <summary>A stream that only takes writes and hands them on.</summary>
internal class WriteOnlyStream(Action<byte[], int, int> write) : SequentialStream
{
    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => write(buffer, offset, count);
}

namespace SmtpTools.Tests.Session.Hostile;

/// <summary>Content of so many octets in lines of 64, that stops in the middle until a gate is opened.</summary>
internal sealed class GatedContent(int before, int after = 0, ManualResetEventSlim? gate = null) : MessageContent
{
    public const int LineLength = 64;

    private const int BlockLength = 80 * 1024;

    private static readonly byte[] s_line = [.. Enumerable.Repeat((byte)'x', LineLength - 2), (byte)'\r', (byte)'\n'];

    public override long? Size => before + after;

    public override BodyEncoding Encoding => BodyEncoding.SevenBit;

    public override void WriteTo(Stream destination, CancellationToken cancellationToken)
    {
        Write(destination, before);
        if (gate is not null)
        {
            Assert.True(gate.Wait(SessionFixture.Patience, CancellationToken.None));
        }

        Write(destination, after);
    }

    private static void Write(Stream destination, int octets)
    {
        Assert.Equal(0, octets % LineLength);
        var block = Enumerable.Repeat(s_line, BlockLength / LineLength).SelectMany(line => line).ToArray();
        for (var left = octets; left > 0; left -= block.Length)
        {
            destination.Write(block, 0, Math.Min(left, block.Length));
        }
    }
}

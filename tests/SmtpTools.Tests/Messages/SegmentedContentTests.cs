using System.Text;

namespace SmtpTools.Tests.Messages;

public sealed class SegmentedContentTests
{
    private static readonly byte[] s_canonical = Encoding.ASCII.GetBytes("Subject: x\r\n\r\nbody\r\n");
    private static readonly byte[] s_bareLineEnd = Encoding.ASCII.GetBytes("Subject: x\n\nbody\n");

    [Fact]
    public void One_canonical_run_in_memory_is_the_block()
    {
        var content = new SegmentedContent([MessageSegment.FromOctets(s_canonical)]);

        Assert.Equal(s_canonical, content.CanonicalBlock!.Value.ToArray());
    }

    [Fact]
    public void Other_content_has_no_block_rather_than_an_empty_one()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, s_canonical);

            Assert.Null(new SegmentedContent([MessageSegment.FromFile(path, 0, s_canonical.Length)]).CanonicalBlock);
            Assert.Null(new SegmentedContent([MessageSegment.FromOctets(s_bareLineEnd)]).CanonicalBlock);
            Assert.Null(new SegmentedContent([MessageSegment.FromOctets(s_canonical), MessageSegment.FromOctets(s_canonical)]).CanonicalBlock);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Text;
using SmtpTools.Session;

namespace SmtpTools.Tests.Session;

public sealed class ContentFactsTests
{
    [Theory]
    [InlineData("", 0, BodyEncoding.SevenBit)]
    [InlineData("a", 3, BodyEncoding.SevenBit)]
    [InlineData("a\r\n", 3, BodyEncoding.SevenBit)]
    [InlineData("a\n", 3, BodyEncoding.SevenBit)]
    [InlineData("a\r", 3, BodyEncoding.SevenBit)]
    [InlineData("\r", 2, BodyEncoding.SevenBit)]
    [InlineData("a\r\r\nb", 8, BodyEncoding.SevenBit)]
    [InlineData("a: b\n\n\u00E9", 12, BodyEncoding.EightBitMime)]
    [InlineData("a: b\n\n\0", 7, BodyEncoding.BinaryMime)]
    [InlineData("a: b\r\n\r\n\0\n", 10, BodyEncoding.BinaryMime)]
    public void Size_and_encoding_are_those_of_what_is_sent(string text, int size, BodyEncoding encoding)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        foreach (var content in FromMemoryAndFile(octets))
        {
            Assert.Equal((size, encoding), (content.Size, content.Encoding));
            var written = Written(content);
            Assert.Equal(size, written.Length);
            Assert.Equal(encoding == BodyEncoding.BinaryMime ? octets : Encoding.UTF8.GetBytes(Canonical(text)), written);
        }
    }

    [Theory]
    [InlineData("Subject: \u00E9\r\n\r\nx", true)]
    [InlineData("Subject: x\r\n\r\n\u00E9", false)]
    [InlineData("Subject: x\n\n\u00E9", false)]
    [InlineData("Subject: x\r\r\u00E9", false)]
    [InlineData("\r\n\u00E9", false)]
    [InlineData("\u00E9", true)]
    [InlineData("Subject: \u00E9\r\n\r\n\u00E9", true)]
    public void A_header_field_in_UTF8_needs_SMTPUTF8_and_a_body_does_not(string text, bool needed) =>
        Assert.All(FromMemoryAndFile(Encoding.UTF8.GetBytes(text)), content => Assert.Equal(needed, content.NeedsSmtpUtf8));

    [Fact]
    public void Facts_are_the_same_wherever_the_content_is_cut()
    {
        var octets = Encoding.UTF8.GetBytes("a: \u00E9\r\nb\n\r\rc\r\r\n\r\n\nlong line\u0000\r");
        var whole = default(ContentFacts);
        whole.Add(octets);
        whole.Finish();
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var facts = default(ContentFacts);
            facts.Add(octets.AsSpan(0, cut));
            facts.Add(octets.AsSpan(cut));
            facts.Finish();
            Assert.Equal(whole, facts);
        }

        Assert.Equal(10, whole.LongestLine);
        Assert.True(whole is { HasBareLineEnd: true, HasEightBit: true, HasEightBitHeader: true, HasNul: true });
    }

    [Fact]
    public void Canonical_content_is_not_copied()
    {
        var octets = "a: b\r\n\r\nc\r\n"u8.ToArray();
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(MessageContent.FromOctets(octets).CanonicalBlock!.Value, out var block));
        Assert.Same(octets, block.Array);
    }

    [Fact]
    public void A_file_is_not_held_open()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "a: b\r\n\r\nc\r\n");
        var content = MessageContent.FromFile(path);
        Assert.Equal(11, content.Size);
        using (File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            // Nobody else has it open.
        }

        File.Delete(path);
        Assert.Equal(11, content.Size);
        _ = Assert.Throws<FileNotFoundException>(() => Written(content));
    }

    private static string Canonical(string text)
    {
        var lines = text.Replace("\r\n", "\n").Replace('\r', '\n');
        return (lines.Length == 0 || lines.EndsWith('\n') ? lines : lines + "\n").Replace("\n", "\r\n");
    }

    private static IEnumerable<MessageContent> FromMemoryAndFile(byte[] octets)
    {
        yield return MessageContent.FromOctets(octets);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, octets);
            yield return MessageContent.FromFile(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What leaves: the session makes the line ends of what is not binary.</summary>
    private static byte[] Written(MessageContent content)
    {
        using var wire = new MemoryStream();
        if (content.Encoding == BodyEncoding.BinaryMime)
        {
            content.WriteTo(wire, CancellationToken.None);
            return wire.ToArray();
        }

        using var lines = new ContentStream(wire.Write, stuffDots: false);
        content.WriteTo(lines, CancellationToken.None);
        lines.Finish();
        return wire.ToArray();
    }
}

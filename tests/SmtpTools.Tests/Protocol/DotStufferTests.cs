using System.Text;
using SmtpTools.Session;

namespace SmtpTools.Tests.Protocol;

/// <summary>DotStuffer as the session uses it, against a plain reference, with the content cut at every offset.</summary>
public sealed class DotStufferTests
{
    private static readonly string[] s_contents =
    [
        "", ".", "..", "\r", "\n", "\r\n", "\n\r", "\r\r", "\n\n", ".\r\n", "\r\n.", "\r\n.\r\n", "\n.\n", "\r.\r", "a\r\n.\r\nb", "a\n.\nb", "a\r.\rb", "a\r\r\n.b", "a\n\r\n.b", ".a\r\n..b\r\n...",
        "a.b.c", "a\r\n.\n.\r.\r\n.x", "\r\n.\r\nMAIL FROM:<a@b>\r\n", "a\r\n\r\n.\r\n\r\n", "no end", "end\r",
    ];

    private static readonly string[] s_lineEnds = ["\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n.", "\n", "\r", ".", "\r\n\r\n.\r\n", "\n.", "\r."];

    public static TheoryData<string> Contents => [.. s_contents];

    [Theory]
    [MemberData(nameof(Contents))]
    public void The_same_octets_leave_wherever_the_content_is_cut(string text)
    {
        var octets = Encoding.ASCII.GetBytes(text);
        foreach (var stuffDots in new[] { true, false })
        {
            var expected = Reference(text, stuffDots);
            Assert.Equal(expected, Written(stuffDots, octets));
            for (var first = 0; first <= octets.Length; first++)
            {
                for (var second = first; second <= octets.Length; second++)
                {
                    Assert.Equal(expected, Written(stuffDots, octets[..first], octets[first..second], octets[second..]));
                }
            }
        }
    }

    [Fact]
    public void Random_content_in_random_pieces_leaves_as_the_reference_says()
    {
        const int Runs = 3000;
        var random = new Random(20250604);
        for (var run = 0; run < Runs; run++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => "\r\n.ab"[random.Next(5)])]);
            var octets = Encoding.ASCII.GetBytes(text);
            var pieces = new List<byte[]>();
            for (var at = 0; at < octets.Length;)
            {
                var length = random.Next(1, Math.Min(7, octets.Length - at) + 1);
                pieces.Add(octets[at..(at + length)]);
                at += length;
            }

            var stuffDots = run % 2 == 0;
            Assert.Equal(Reference(text, stuffDots), Written(stuffDots, [.. pieces]));
        }
    }

    [Fact]
    public void Lines_long_enough_to_be_passed_over_in_one_go_leave_as_the_reference_says()
    {
        const int Runs = 3000;
        var random = new Random(20251125);
        for (var run = 0; run < Runs; run++)
        {
            // Mostly clean lines of any length, and now and then an end or a dot that is not as it should be.
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => new string('x', random.Next(90)) + s_lineEnds[random.Next(s_lineEnds.Length)]));
            var octets = Encoding.ASCII.GetBytes(text);
            var cut = random.Next(octets.Length + 1);
            var stuffDots = run % 2 == 0;
            Assert.Equal(Reference(text, stuffDots), Written(stuffDots, octets[..cut], octets[cut..]));
        }
    }

    [Fact]
    public void What_leaves_has_no_bare_line_end_and_no_line_of_one_dot()
    {
        foreach (var text in s_contents)
        {
            var wire = Written(stuffDots: true, Encoding.ASCII.GetBytes(text));
            Assert.DoesNotContain('\r', wire.Replace("\r\n", string.Empty));
            Assert.DoesNotContain('\n', wire.Replace("\r\n", string.Empty));
            Assert.DoesNotContain(".", wire.Split("\r\n"));
        }
    }

    /// <summary>Any of CRLF, CR and LF ends a line; a line without an end gets one; a dot at a line's start is doubled.</summary>
    private static string Reference(string text, bool stuffDots)
    {
        var lines = text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');
        var whole = lines[^1].Length == 0 ? lines[..^1] : lines;
        return string.Concat(whole.Select(line => (stuffDots && line.StartsWith('.') ? "." : string.Empty) + line + "\r\n"));
    }

    private static string Written(bool stuffDots, params byte[][] pieces)
    {
        using var wire = new MemoryStream();
        using var stream = new ContentStream(wire.Write, stuffDots);
        foreach (var piece in pieces)
        {
            stream.Write(piece, 0, piece.Length);
        }

        stream.Finish();
        Assert.Equal(wire.Length, stream.ContentOctets + (stuffDots ? Stuffed(wire.ToArray()) : 0));
        return Encoding.ASCII.GetString(wire.ToArray());
    }

    private static int Stuffed(byte[] wire) => Encoding.ASCII.GetString(wire).Split("\r\n").Count(line => line.StartsWith('.'));
}

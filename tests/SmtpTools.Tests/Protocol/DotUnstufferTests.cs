using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public class DotUnstufferTests
{
    public static TheoryData<string, string> Whole => new()
    {
        { ".\r\n", "" },
        { "a\r\n.\r\n", "a\r\n" },
        { "..\r\n.\r\n", ".\r\n" },
        { "...\r\n.\r\n", "..\r\n" },
        { ".a\r\n.\r\n", "a\r\n" },
        { "a.\r\n.\r\n", "a.\r\n" },
        { "\r\n\r\n.\r\n", "\r\n\r\n" },
        { "a\r\n..\r\nb\r\n..c.\r\n.\r\n", "a\r\n.\r\nb\r\n.c.\r\n" },
        { "\0\xFF\r\n.\r\n", "\0\xFF\r\n" },
    };

    public static TheoryData<string, string> Smuggled => new()
    {
        { "a\n.\nMAIL FROM:<x@y>\r\n", "BareLf" },
        { "a\n.\r\n", "BareLf" },
        { "a\r\n.\n", "BareLf" },
        { "a\r\n.\r.\r\n", "BareCr" },
        { "a\r.\r\n", "BareCr" },
        { "a\r\r\n.\r\n", "BareCr" },
        { "a\n\r.\r\n", "BareLf" },
        { "\n", "BareLf" },
        { ".\n", "BareLf" },
        { ".\rx", "BareCr" },
        { "a\r\0\n", "BareCr" },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Content_is_the_same_wherever_the_input_is_cut(string wire, string content)
    {
        foreach (var (first, second) in Cuts(wire + "QUIT\r\n"))
        {
            var (read, outcome, left) = Read(first, second);
            Assert.Equal(content, read);
            Assert.Equal(DotUnstuffer.Outcome.End, outcome);
            Assert.Equal("QUIT\r\n", left);
        }
    }

    [Theory]
    [MemberData(nameof(Smuggled))]
    public void A_bare_line_end_is_refused_wherever_the_input_is_cut(string wire, string outcome)
    {
        foreach (var (first, second) in Cuts(wire))
        {
            Assert.Equal(outcome, Read(first, second).Outcome.ToString());
        }
    }

    [Theory]
    [InlineData("a\r\n.\r")]
    [InlineData("a\r\n.")]
    [InlineData("a\r\n")]
    [InlineData("a\r")]
    [InlineData(".a")]
    public void Content_without_its_end_asks_for_more(string wire) =>
        Assert.Equal(DotUnstuffer.Outcome.More, Read(wire, "").Outcome);

    [Fact]
    public void The_longest_line_is_counted_across_cuts_without_its_dot()
    {
        const string Wire = "abc\r\n..12345678\r\nx\r\n.\r\n";
        for (var cut = 0; cut <= Wire.Length; cut++)
        {
            var reader = default(DotUnstuffer);
            _ = Feed(ref reader, Wire[..cut], out _);
            _ = Feed(ref reader, Wire[cut..], out _);
            Assert.Equal(".12345678\r\n".Length, reader.LongestLine);
        }
    }

    [Fact]
    public void What_a_client_stuffed_is_read_back()
    {
        var random = new Random(20260801);
        for (var round = 0; round < 200; round++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 20))
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => random.Next(3) == 0 ? "." : "x")))
                .ToArray();
            var content = string.Concat(lines.Select(static line => line + "\r\n"));
            var wire = string.Concat(lines.Select(static line => (line.StartsWith('.') ? "." : "") + line + "\r\n")) + ".\r\n";
            var cut = random.Next(wire.Length);
            Assert.Equal(content, Read(wire[..cut], wire[cut..]).Content);
        }
    }

    private static IEnumerable<(string First, string Second)> Cuts(string wire)
    {
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            yield return (wire[..cut], wire[cut..]);
        }
    }

    private static (string Content, DotUnstuffer.Outcome Outcome, string Left) Read(string first, string second)
    {
        var reader = default(DotUnstuffer);
        var content = Feed(ref reader, first, out var end);
        if (end.Outcome != DotUnstuffer.Outcome.More)
        {
            return (content, end.Outcome, end.Left + second);
        }

        content += Feed(ref reader, second, out end);
        return (content, end.Outcome, end.Left);
    }

    private static string Feed(ref DotUnstuffer reader, string text, out (DotUnstuffer.Outcome Outcome, string Left) end)
    {
        var input = Encoding.Latin1.GetBytes(text).AsSpan();
        var content = new StringBuilder();
        var outcome = DotUnstuffer.Outcome.More;
        while (!input.IsEmpty && outcome == DotUnstuffer.Outcome.More)
        {
            var taken = reader.Next(input, out var run, out outcome);
            content.Append(Encoding.Latin1.GetString(run));
            input = input[taken..];
        }

        end = (outcome, Encoding.Latin1.GetString(input));
        return content.ToString();
    }
}

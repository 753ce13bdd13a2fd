using MimeKit.Text;
using SmtpTools.Messages;

namespace SmtpTools.Tests.Mail;

/// <summary>format=flowed (RFC 3676), read back by MimeKit.</summary>
public sealed class FlowedTextTests
{
    private static readonly string s_long = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"word{i}"));

    public static TheoryData<string> Texts => new(
    [
        "", "short", "a\r\n\r\nb", s_long, $"{s_long}\r\n{s_long}\r\n", "From me", "  indented " + s_long, ">no quote of ours but sent as one",
        "https://example.com/" + new string('x', 300) + " after", s_long + "  two spaces  " + s_long, new string(' ', 100) + "x",
    ]);

    [Theory]
    [MemberData(nameof(Texts))]
    public void It_reads_as_it_was_given(string text) =>
        Assert.Equal(text.Replace(">no", "> no", StringComparison.Ordinal).TrimEnd(), new FlowedToText().Convert(FlowedText.Encode(text)).ReplaceLineEndings("\r\n").TrimEnd());

    [Fact]
    public void Lines_break_behind_a_space_and_no_word_is_cut()
    {
        var link = "https://example.com/" + new string('x', 200);
        var lines = FlowedText.Encode($"{s_long} {link} {s_long}").Split("\r\n");

        Assert.All(lines[..^1], line => Assert.EndsWith(" ", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Trim() == link);
        Assert.All(lines.Where(line => !line.Contains(link, StringComparison.Ordinal)), line => Assert.InRange(line.Length, 1, 78));
    }

    [Fact]
    public void What_would_be_mistaken_is_stuffed_and_the_signature_is_kept()
    {
        Assert.Equal(" From me", FlowedText.Encode("From me"));
        Assert.Equal("  x", FlowedText.Encode(" x"));
        Assert.Equal("-- ", FlowedText.Encode("-- "));
        Assert.Equal("trailing", FlowedText.Encode("trailing   "));
    }

    [Fact]
    public void The_part_says_so()
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Body = s_long;
            o.FormatFlowed = true;
        }));

        Built.AssertClean(message);
        Assert.Equal("flowed", Built.Parse(message).Body!.ContentType.Format);
        Assert.Equal(s_long, message.TextBody);
    }
}

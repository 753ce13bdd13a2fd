using System.Text;
using SmtpTools.Protocol;

namespace SmtpTools.Tests.Protocol;

public sealed class SmtpCommandBufferTests
{
    public static TheoryData<char> ControlCharacters => [.. Enumerable.Range(0, 32).Append(127).Select(code => (char)code)];

    [Theory]
    [MemberData(nameof(ControlCharacters))]
    public void A_control_character_anywhere_is_refused_and_nothing_of_the_command_is_left(char control)
    {
        foreach (var text in new[] { $"{control}NOOP", $"NO{control}OP", $"NOOP{control}", $"a\r\n{control}" })
        {
            var buffer = new SmtpCommandBuffer();
            buffer.Append("RSET").EndLine();

            var error = Assert.Throws<ArgumentException>(() => buffer.Append("MAIL FROM:<").Append(text));

            Assert.DoesNotContain(control.ToString(), error.Message, StringComparison.Ordinal);
            Assert.Equal("RSET\r\n", Text(buffer));
            Assert.Equal(string.Empty, buffer.CurrentLine);
            buffer.Append("QUIT").EndLine();
            Assert.Equal("RSET\r\nQUIT\r\n", Text(buffer));
        }
    }

    [Fact]
    public void Only_finished_commands_leave()
    {
        var buffer = new SmtpCommandBuffer();
        buffer.Append("MAIL FROM:<>").Append(" SIZE=").Append(1234567890123).EndLine();
        _ = buffer.Append("RCPT TO:<\u00E9@example.net>");

        Assert.Equal("MAIL FROM:<> SIZE=1234567890123\r\n", Text(buffer));
        Assert.Equal("RCPT TO:<\u00E9@example.net>", buffer.CurrentLine);
        buffer.EndLine();
        Assert.EndsWith("RCPT TO:<\u00C3\u00A9@example.net>\r\n", Text(buffer), StringComparison.Ordinal);
        buffer.Clear();
        Assert.Equal((0, string.Empty), (buffer.Length, Text(buffer)));
    }

    [Fact]
    public void A_line_has_a_limit_to_the_octet()
    {
        var buffer = new SmtpCommandBuffer();
        buffer.Append(new string('x', SmtpCommandBuffer.MaxLineLength - 2)).EndLine();
        Assert.Equal(SmtpCommandBuffer.MaxLineLength, buffer.Length);

        _ = Assert.Throws<ArgumentException>(() => buffer.Append(new string('x', SmtpCommandBuffer.MaxLineLength - 1)));
        _ = Assert.Throws<ArgumentException>(() => buffer.Append(new string('x', SmtpCommandBuffer.MaxLineLength - 3)).Append("\u00E9"));
        Assert.Equal(SmtpCommandBuffer.MaxLineLength, buffer.Length);
    }

    [Fact]
    public void Content_stands_behind_its_command_as_it_is()
    {
        var buffer = new SmtpCommandBuffer();
        buffer.Append("BDAT 3 LAST").EndLine();
        buffer.AppendContent([0, 13, 10, 0, 1], 1, 3);
        buffer.Append("QUIT").EndLine();

        Assert.Equal("BDAT 3 LAST\r\n\r\n\0QUIT\r\n", Text(buffer));
    }

    private static string Text(SmtpCommandBuffer buffer) => Encoding.Latin1.GetString(buffer.Octets);
}

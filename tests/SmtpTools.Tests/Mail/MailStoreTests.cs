using System.Text;
using SmtpTools.Messages;

namespace SmtpTools.Tests.Mail;

/// <summary>mbox files and Maildirs.</summary>
public sealed class MailStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Quoted => new()
    {
        { "a\r\nFrom b\r\n", "a\n>From b\n" },
        { "From a\r\n>From b\r\n>>>From c\r\n", ">From a\n>>From b\n>>>>From c\n" },
        { "Fro\r\nFrom\r\nFromage\r\n From a\r\n>Fro\r\n>\r\n", "Fro\nFrom\nFromage\n From a\n>Fro\n>\n" },
        { "no end", "no end\n" },
        { "From ", ">From \n" },
        { "lone\rcr and\nlf\n\r\n\r\n", "lone\ncr and\nlf\n\n\n" },
        { "ends in\r", "ends in\n" },
        { string.Empty, string.Empty },
        { new string('>', 300) + "From a\r\n", new string('>', 300) + "From a\n" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Quoted))]
    public void Lines_are_made_those_of_an_mbox_wherever_a_buffer_ends(string given, string expected)
    {
        var octets = Encoding.ASCII.GetBytes(given);
        foreach (var step in new[] { 1, 2, 3, 7, octets.Length + 1 })
        {
            using var written = new MemoryStream();
            using var lines = new UnixLineStream(written, quoteFrom: true);
            for (var at = 0; at < octets.Length; at += step)
            {
                lines.Write(octets, at, Math.Min(step, octets.Length - at));
            }

            lines.Finish();
            Assert.Equal(expected, Encoding.ASCII.GetString(written.ToArray()));
        }
    }

    [Fact]
    public void Messages_come_back_from_an_mbox_as_they_were()
    {
        var bodies = new[] { "From the start\n\n\nFrom again\n", "no line end", string.Empty, "\n\n", ">From\n>>From x" };
        foreach (var body in bodies)
        {
            MboxWriter.Append(_folder["box"], MessageReader.Open(Encoding.ASCII.GetBytes($"From: a@example.com\r\n\r\n{body}")), DateTimeOffset.UnixEpoch);
        }

        Assert.True(MboxReader.IsMbox(_folder["box"]));
        Assert.StartsWith("From a@example.com Thu Jan 1 00:00:00 1970\n", File.ReadAllText(_folder["box"]), StringComparison.Ordinal);
        Assert.Equal(
            bodies.Select(body => $"From: a@example.com\n\n{body}" + (body.Length == 0 || body.EndsWith('\n') ? string.Empty : "\n")),
            MboxReader.Read(_folder["box"]).Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public void An_mbox_with_crlf_is_read_too()
    {
        var path = _folder.File("box", "From a\r\nSubject: 1\r\n\r\nx\r\n\r\nFrom b\r\nSubject: 2\r\n\r\ny\r\n");

        Assert.Equal(["Subject: 1\r\n\r\nx\r\n", "Subject: 2\r\n\r\ny\r\n"], MboxReader.Read(path).Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public void What_is_no_mbox_is_an_error_that_names_it()
    {
        var path = _folder.File("box", "Subject: 1\n\nx\n");

        Assert.False(MboxReader.IsMbox(path));
        Assert.Equal(path, Assert.Throws<MailMessageException>(() => MboxReader.Read(path).ToList()).Path);
        Assert.Empty(MboxReader.Read(_folder.File("empty", string.Empty)));
    }

    [Fact]
    public void A_message_that_fails_on_the_way_leaves_the_mbox_as_it_was()
    {
        var path = _folder.File("box", "From a\nSubject: 1\n\nx\n\n");
        var source = _folder.File("a.eml", "From: a@example.com\r\n\r\nbody\r\n");
        var message = MessageReader.Open(source);
        File.Delete(source);

        _ = Assert.Throws<MailMessageException>(() => MboxWriter.Append(path, message, DateTimeOffset.UnixEpoch));
        Assert.Equal("From a\nSubject: 1\n\nx\n\n", File.ReadAllText(path));
        _ = Assert.Throws<MailMessageException>(() => Maildir.Deliver(_folder["Maildir"], message, DateTimeOffset.UnixEpoch));
        Assert.Empty(Directory.EnumerateFiles(_folder["Maildir"], "*", SearchOption.AllDirectories));
    }
}

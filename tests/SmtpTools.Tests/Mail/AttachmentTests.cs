using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Files: their names and types, when they are read, and what of them is in memory.</summary>
public sealed class AttachmentTests : IDisposable
{
    private const int Mebi = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => new()
    {
        "\u00DCbergr\u00F6\u00DFentr\u00E4ger \u20AC.pdf",
        new string('n', 116) + ".pdf",
        string.Concat(Enumerable.Repeat("\u6F22\u5B57", 60)) + ".pdf",
        "\U0001F600 smile.png",
        "report 2026.xlsx",
        "no extension",
        "quote\"back\\slash.txt",
        "a;b=c'd.txt",
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_name_is_written_for_new_readers_and_old_ones(string name)
    {
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromOctets([1, 2], name))));

        Built.AssertClean(message);
        var part = Built.Parse(message).Attachments.OfType<MimePart>().Single();
        Assert.Equal(name, part.ContentDisposition!.FileName);
        Assert.Equal(name, part.ContentType.Name);
        Assert.Equal("attachment", part.ContentDisposition.Disposition);
        Assert.Equal(name, Assert.Single(message.Attachments).Name);
        if (name.Any(character => character > 127))
        {
            Assert.Contains("filename*", Built.Text(message), StringComparison.Ordinal);
            Assert.Contains("name=\"=?utf-8?", Built.Text(message), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a.pdf", null, "application/pdf")]
    [InlineData("a.DOCX", null, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("a.unknown", null, "application/octet-stream")]
    [InlineData("a.csv", "text/csv; charset=utf-8; header=present", "text/csv")]
    public void A_type_follows_from_the_name_or_is_given(string name, string? given, string expected)
    {
        var attachment = MailAttachment.FromOctets([1], name);
        attachment.ContentType = given;

        var part = Built.Parse(MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(attachment)))).Attachments.Single();
        Assert.Equal(expected, part.ContentType.MimeType);
        Assert.Equal(given is null ? null : "present", part.ContentType.Parameters["header"]);
    }

    [Theory]
    [InlineData("pdf")]
    [InlineData("multipart/mixed")]
    [InlineData("text/")]
    [InlineData("/plain")]
    public void A_type_that_is_none_is_refused(string type)
    {
        var attachment = MailAttachment.FromOctets([1], "a.txt");
        attachment.ContentType = type;

        Assert.Equal(
            "Attachments.ContentType",
            Assert.Throws<ArgumentException>(() => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(attachment)))).ParamName);
    }

    [Fact]
    public void The_size_is_known_without_reading_at_every_edge_of_a_line()
    {
        foreach (var length in Enumerable.Range(0, 175).Append(57 * 1000).Append(65_536).Append((2 * Mebi) + 1))
        {
            // Two files: the second makes the message a large one, which MimeKit writes each time.
            var octets = Random(length);
            var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
            {
                o.Attachments.Add(MailAttachment.FromOctets(octets, "a.bin"));
                o.Attachments.Add(MailAttachment.FromOctets(new byte[300_000], "b.bin"));
            }));
            using var counted = new CountingStream();
            message.Save(counted);

            Assert.Equal(counted.Length, message.Size);
            Assert.Equal(octets, Built.Octets(Built.Parse(message).Attachments.OfType<MimePart>().First()));
        }
    }

    [Fact]
    public void A_large_file_goes_through_without_being_in_memory()
    {
        const long Length = 300L * Mebi;
        using (var file = File.Create(_folder["large.bin"]))
        {
            file.SetLength(Length);
        }

        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromFile(_folder["large.bin"]))));
        using var warm = new CountingStream();
        message.Save(warm);
        using var counted = new CountingStream();
        var before = GC.GetAllocatedBytesForCurrentThread();
        message.Save(counted);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(message.Size, counted.Length);
        Assert.Equal(message.GetContent().Size, counted.Length);
        Assert.InRange(counted.Length, Length * 4 / 3, Length * 11 / 8);
        Assert.InRange(allocated, 0, 8 * Mebi);
        Assert.Equal(Length, message.Attachments[0].Size);
        Assert.Null(message.ContentBase64);
    }

    [Fact]
    public void A_file_is_closed_but_while_it_is_written()
    {
        var path = _folder.File("a.bin", Random(400_000));
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromFile(path))));

        AssertNotOpen(path);
        _ = message.GetContent().Size;
        AssertNotOpen(path);
        _ = message.ToOctets();
        AssertNotOpen(path);
        Assert.Throws<IOException>(() => message.Save(new FailingStream()));
        AssertNotOpen(path);
        var delivered = message.ToOctets();
        File.Delete(path);
        Assert.Equal(message.Size, delivered.Length);
    }

    [Fact]
    public void A_file_that_is_missing_or_a_folder_is_an_error_that_names_it()
    {
        var missing = Assert.Throws<MailMessageException>(() => MailAttachment.FromFile(_folder["missing.pdf"]));
        Assert.Contains(_folder["missing.pdf"], missing.Message, StringComparison.Ordinal);
        Assert.Equal(_folder["missing.pdf"], missing.Path);

        _ = Directory.CreateDirectory(_folder["folder"]);
        Assert.Contains("folder", Assert.Throws<MailMessageException>(() => MailAttachment.FromFile(_folder["folder"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_locked_is_an_error_that_names_it()
    {
        var path = _folder.File("locked.bin", Random(10));
        using var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains(path, Assert.Throws<MailMessageException>(() => MailAttachment.FromFile(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_changed_after_the_message_was_made_is_an_error_before_anything_is_sent()
    {
        var path = _folder.File("a.bin", Random(400_000));
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromFile(path))));
        File.WriteAllBytes(path, Random(400_001));
        using var written = new CountingStream();

        Assert.Contains("has changed", Assert.Throws<MailMessageException>(() => message.GetContent().Size).Message, StringComparison.Ordinal);
        Assert.Contains("has changed", Assert.Throws<MailMessageException>(() => message.Save(written)).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains("does not exist", Assert.Throws<MailMessageException>(() => message.GetContent().Size).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_message_is_made_at_once_and_needs_its_files_no_more()
    {
        var octets = Random(5000);
        var path = _folder.File("a.bin", octets);
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromFile(path))));
        File.Delete(path);

        Assert.Equal(octets, Built.Octets(Built.Parse(message).Attachments.OfType<MimePart>().Single()));
    }

    [Fact]
    public void Streams_are_taken_from_where_they_stand_and_can_be_sent_twice()
    {
        var octets = Random(400_000);
        using var seekable = new MemoryStream(octets) { Position = 100 };
        using var once = new OnceStream(octets);
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Attachments.Add(MailAttachment.FromStream(seekable, "seekable.bin"));
            o.Attachments.Add(MailAttachment.FromStream(once, "once.bin"));
        }));

        foreach (var read in new[] { Built.Parse(message), Built.Parse(message) })
        {
            var parts = read.Attachments.OfType<MimePart>().ToList();
            Assert.Equal(octets[100..], Built.Octets(parts[0]));
            Assert.Equal(octets, Built.Octets(parts[1]));
        }
    }

    [Fact]
    public void An_attached_message_stays_a_message_where_it_can_travel_as_it_is()
    {
        const string Inner = "From: a@example.com\nSubject: inner\n\nbody\n";
        var eightBit = Encoding.UTF8.GetBytes("From: a@example.com\r\nSubject: inner\r\n\r\n\u00E9\r\n");
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Attachments.Add(MailAttachment.FromOctets(Encoding.ASCII.GetBytes(Inner), "plain.eml"));
            o.Attachments.Add(MailAttachment.FromOctets(eightBit, "eight.eml"));
        }));

        Built.AssertClean(message);
        var read = Built.Parse(message).Attachments.ToList();
        Assert.Equal("inner", Assert.IsType<MessagePart>(read[0]).Message!.Subject);
        Assert.Equal(eightBit, Built.Octets(Assert.IsType<MimePart>(read[1])));
        Assert.Equal("application/octet-stream", read[1].ContentType.MimeType);
    }

    private static byte[] Random(int length)
    {
        var octets = new byte[length];
        RandomNumberGenerator.Fill(octets);
        return octets;
    }

    private static void AssertNotOpen(string path)
    {
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;
    }

    private sealed class FailingStream : CountingStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            base.Write(buffer, offset, count);
            if (Length > 100_000)
            {
                throw new IOException("full");
            }
        }
    }

    private sealed class OnceStream(byte[] octets) : MemoryStream(octets)
    {
        public override bool CanSeek => false;
    }
}

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace SmtpTools.Tests.Mail;

/// <summary>Every value that is given is found again by a reader that nobody here wrote: Python's email package.</summary>
public sealed class PythonReaderTests : IDisposable
{
    private const string Script = """
        import sys, json, hashlib, email, email.policy
        def read(path):
            message = email.message_from_binary_file(open(path, 'rb'), policy=email.policy.default)
            def text(kind):
                part = message.get_body(preferencelist=(kind,))
                return None if part is None else part.get_content()
            def addresses(name):
                field = message[name]
                return [] if field is None else [[a.display_name, a.addr_spec] for a in field.addresses]
            parts = [{'type': p.get_content_type(), 'name': p.get_filename(), 'id': p['Content-ID'],
                      'sha256': None if p.is_multipart() else hashlib.sha256(p.get_payload(decode=True)).hexdigest()} for p in message.walk()]
            return {'subject': message['Subject'], 'plain': text('plain'), 'html': text('html'), 'parts': parts,
                    'from': addresses('From'), 'to': addresses('To'), 'cc': addresses('Cc'), 'replyTo': addresses('Reply-To'), 'sender': addresses('Sender'),
                    'fields': [[n, str(v)] for n, v in message.items()],
                    'defects': [str(d) for p in message.walk() for d in p.defects] + [f'{n}: {d}' for n, v in message.items() for d in v.defects]}
        json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PythonFact]
    public void Each_option_is_found_again()
    {
        var picture = RandomNumberGenerator.GetBytes(3000);
        var report = RandomNumberGenerator.GetBytes(400_000);
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.From = "\"M\u00FCller, J\u00F6rg\" <joerg@b\u00FCcher.example>";
            o.Sender = "Office <office@example.com>";
            o.To = ["\"Doe, Jane\" <jane@example.com>; plain@example.com", "\u6F22\u5B57 <kanji@example.com>"];
            o.Cc = [.. Enumerable.Range(0, 40).Select(i => $"Person {i} <person{i}@example.com>")];
            o.Bcc = ["hidden@example.com"];
            o.ReplyTo = ["answers@example.com"];
            o.Subject = "\u00C4\u20AC\u6F22 " + string.Concat(Enumerable.Repeat("\U0001F600", 40)) + " and a tail of plain words";
            o.Body = "\u00E4\u20AC\u6F22\n.\n..\nlast";
            o.HtmlBody = "<p>\u00E4\u20AC\u6F22</p><img src=\"cid:pic.png\">" + new string('x', 20_000);
            o.InlineImages.Add(MailAttachment.FromOctets(picture, "pic.png"));
            o.Attachments.Add(MailAttachment.FromOctets(report, "\u00DCbergr\u00F6\u00DFentr\u00E4ger \u20AC.pdf"));
            o.Attachments.Add(MailAttachment.FromFile(_folder.File(new string('n', 110) + ".bin", picture)));
            o.Headers.Add(new MailHeader("X-Custom", "value with \u20AC"));
            o.Headers.Add(new MailHeader("List-Unsubscribe", "<https://example.com/u>"));
            o.Headers.Add(new MailHeader("Disposition-Notification-To", "J\u00F6rg <receipt@example.com>"));
            o.Priority = MailPriority.High;
            o.MessageId = "given@example.com";
            o.Date = new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(1));
        }));

        var read = Read([message])[0];
        Assert.Equal("[]", read.GetProperty("defects").ToString());
        Assert.Equal(message.Subject, read.GetProperty("subject").GetString());
        Assert.Equal([("M\u00FCller, J\u00F6rg", "joerg@xn--bcher-kva.example")], Addresses(read, "from"));
        Assert.Equal([("Office", "office@example.com")], Addresses(read, "sender"));
        Assert.Equal([("Doe, Jane", "jane@example.com"), ("", "plain@example.com"), ("\u6F22\u5B57", "kanji@example.com")], Addresses(read, "to"));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => ($"Person {i}", $"person{i}@example.com")), Addresses(read, "cc"));
        Assert.Equal([("", "answers@example.com")], Addresses(read, "replyTo"));
        Assert.Equal("\u00E4\u20AC\u6F22\n.\n..\nlast", read.GetProperty("plain").GetString()!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Contains(new string('x', 20_000), read.GetProperty("html").GetString(), StringComparison.Ordinal);
        var fields = read.GetProperty("fields").EnumerateArray().ToLookup(field => field[0].GetString()!, field => field[1].GetString()!);
        Assert.Equal("value with \u20AC", fields["X-Custom"].Single());
        Assert.Equal("<https://example.com/u>", fields["List-Unsubscribe"].Single());
        Assert.Equal("J\u00F6rg <receipt@example.com>", fields["Disposition-Notification-To"].Single());
        Assert.Equal(["1", "high", "urgent"], [fields["X-Priority"].Single(), fields["Importance"].Single(), fields["Priority"].Single()]);
        Assert.Equal("<given@example.com>", fields["Message-ID"].Single());
        Assert.Equal("Mon, 02 Nov 2026 10:00:00 +0100", fields["Date"].Single());
        Assert.Equal("1.0", fields["MIME-Version"].Single());
        Assert.Empty(fields["Bcc"]);

        var parts = read.GetProperty("parts").EnumerateArray().ToList();
        Assert.Equal(
            ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "application/pdf", "application/octet-stream"],
            parts.Select(part => part.GetProperty("type").GetString()));
        Assert.Equal(["pic.png", "\u00DCbergr\u00F6\u00DFentr\u00E4ger \u20AC.pdf", new string('n', 110) + ".bin"], parts.Skip(5).Select(part => part.GetProperty("name").GetString()));
        Assert.Equal([Hash(picture), Hash(report), Hash(picture)], parts.Skip(5).Select(part => part.GetProperty("sha256").GetString()));
        Assert.Contains($"cid:{parts[5].GetProperty("id").GetString()!.Trim('<', '>')}", read.GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [PythonFact]
    public void What_is_for_programs_is_found_again()
    {
        var line = string.Concat(Enumerable.Repeat("flowing words ", 20)) + "end";
        var message = MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Body = line;
            o.FormatFlowed = true;
            o.UnsubscribeUris = ["https://example.com/u?id=1", "mailto:leave@example.com?subject=leave"];
            o.OneClickUnsubscribe = true;
            o.AutoSubmitted = MailAutoSubmitted.Generated;
            o.ReadReceiptTo = ["J\u00F6rg <receipt@example.com>"];
            o.CalendarInvite = CalendarTests.Invitation;
        }));

        var read = Read([message])[0];
        Assert.Equal("[]", read.GetProperty("defects").ToString());
        var fields = read.GetProperty("fields").EnumerateArray().ToLookup(field => field[0].GetString()!, field => field[1].GetString()!);
        Assert.Equal("<https://example.com/u?id=1>, <mailto:leave@example.com?subject=leave>", fields["List-Unsubscribe"].Single());
        Assert.Equal("List-Unsubscribe=One-Click", fields["List-Unsubscribe-Post"].Single());
        Assert.Equal("auto-generated", fields["Auto-Submitted"].Single());
        Assert.Equal("J\u00F6rg <receipt@example.com>", fields["Disposition-Notification-To"].Single());
        Assert.Equal(line, read.GetProperty("plain").GetString()!.Replace("\n", string.Empty, StringComparison.Ordinal).TrimEnd());
        Assert.Equal(["multipart/alternative", "text/plain", "text/calendar"], read.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("type").GetString()));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(CalendarTests.Invitation.ReplaceLineEndings("\r\n").Trim() + "\r\n"))),
            read.GetProperty("parts")[2].GetProperty("sha256").GetString());
    }

    [PythonFact]
    public void Each_subject_is_found_again()
    {
        var subjects = HeaderTests.Subjects.ToList<string>();
        var read = Read([.. subjects.Select(subject => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Subject = subject)))]);

        Assert.Equal(subjects, read.Select(message => message.GetProperty("subject").GetString()));
    }

    [PythonFact]
    public void Each_file_name_is_found_again()
    {
        var names = AttachmentTests.Names.ToList<string>();
        var read = Read([.. names.Select(name => MessageBuilder.Build(MessageBuilderTests.Options(o => o.Attachments.Add(MailAttachment.FromOctets([1], name)))))]);

        Assert.Equal(names, read.Select(message => message.GetProperty("parts").EnumerateArray().Last().GetProperty("name").GetString()));
    }

    private static string Hash(byte[] octets) => Convert.ToHexStringLower(SHA256.HashData(octets));

    private static List<(string Name, string Address)> Addresses(JsonElement read, string field) =>
        [.. read.GetProperty(field).EnumerateArray().Select(address => (address[0].GetString()!, address[1].GetString()!))];

    private List<JsonElement> Read(IReadOnlyList<MailMessage> messages)
    {
        var paths = messages.Select((message, i) => _folder.File($"{i}.eml", message.ToOctets()));
        var start = new ProcessStartInfo("python3", ["-c", Script, .. paths]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var python = Process.Start(start)!;
        var error = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, error.GetAwaiter().GetResult());
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }
}

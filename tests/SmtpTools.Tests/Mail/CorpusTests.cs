using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Real and broken messages of others: read without a crash or a hang, and written back unchanged.</summary>
public sealed class CorpusTests : IDisposable
{
    // All of them take a second or two; a hang is told from a busy machine.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CorpusFact]
    public void Every_message_comes_back_from_an_mbox_and_from_a_Maildir()
    {
        using var time = new CancellationTokenSource(s_longest);
        var messages = Messages(time.Token).ToList();
        Assert.InRange(messages.Count, 100, int.MaxValue);
        foreach (var (path, message) in messages)
        {
            MboxWriter.Append(_folder["box"], message, DateTimeOffset.UnixEpoch, time.Token);
            var delivered = Maildir.Deliver(_folder["dir"], message, DateTimeOffset.UnixEpoch, time.Token);
            Assert.True(AsUnix(message.ToOctets()).AsSpan().SequenceEqual(File.ReadAllBytes(delivered)), path);
        }

        var read = MboxReader.Read(_folder["box"], time.Token).ToList();
        Assert.Equal(messages.Count, read.Count);
        Assert.All(messages.Zip(read), pair => Assert.True(AsUnix(pair.First.Message.ToOctets()).AsSpan().SequenceEqual(pair.Second), pair.First.Path));
        Assert.Equal(messages.Count, Maildir.Files(_folder["dir"]).Count());
    }

    [CorpusFact]
    public void Every_message_is_captured_as_it_was_sent()
    {
        using var time = new CancellationTokenSource(s_longest);
        using var listener = new SmtpListener(new SmtpListenerOptions());
        listener.Start();
        using var session = new SmtpSession(new SmtpSessionOptions(new SmtpEndpoint("127.0.0.1", listener.Port)) { Security = TlsMode.None });
        session.Open(time.Token);
        foreach (var (path, message) in Messages(time.Token))
        {
            var result = session.Send(Session.SessionFixture.Envelope("b@example.test"), message.GetContent(), cancellationToken: time.Token);
            Assert.True(result.State == SendState.Sent, $"{path}: {result}");
            Assert.True(AsUnix(message.ToOctets()).AsSpan().SequenceEqual(AsUnix(listener.Receive(TimeSpan.FromSeconds(10))!.Raw!)), path);
        }
    }

    [CorpusFact]
    public void Every_message_has_a_result_of_its_authentication()
    {
        using var time = new CancellationTokenSource(s_longest);
        Assert.All(Messages(time.Token), pair => Assert.NotEmpty(
            new MailAuthenticator(new Dns.FakeMailDns()).Check(pair.Message, new MailAuthenticationOptions { TrustedHosts = ["*.example.com"] }, time.Token).Verdict));
    }

    [CorpusFact]
    public void Every_message_of_the_corpora_is_read_and_written_back_unchanged()
    {
        var files = Files();
        Assert.NotEmpty(files);
        foreach (var path in files)
        {
            var octets = File.ReadAllBytes(path);
            MailMessage message;
            try
            {
                message = MessageReader.Open(path);
            }
            catch (MailMessageException)
            {
                // Not a message: said so, which is what is asked for.
                continue;
            }

            var sent = message.ToOctets();
            if (!message.Warnings.Any(warning => warning.Contains("not sent", StringComparison.Ordinal)))
            {
                Assert.True(octets.AsSpan().EndsWith(sent) && octets.Length - sent.Length is 0 or 3, path);
            }

            Assert.NotEmpty(message.Parts.Count == 0 ? [path] : message.Parts.Select(part => part.ToString()));
            _ = message.GetContent().ConvertTo(BodyEncoding.SevenBit, mayBreakSignatures: false, out _);
        }
    }

    private static List<string> Files() =>
    [
        .. Directory.EnumerateFiles(CorpusFactAttribute.Folder!, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".eml" or ".msg" or ".txt" or ".mbox" or "")
            .Where(path => !Path.GetFileName(path).StartsWith("LICENSE", StringComparison.Ordinal)),
    ];

    private static IEnumerable<(string Path, MailMessage Message)> Messages(CancellationToken cancellationToken)
    {
        foreach (var path in Files())
        {
            MailMessage message;
            try
            {
                message = MessageReader.Open(path, cancellationToken);
            }
            catch (MailMessageException)
            {
                continue;
            }

            yield return (path, message);
        }
    }

    // Every line ended by LF, the last one too.
    private static byte[] AsUnix(byte[] octets)
    {
        var text = System.Text.Encoding.Latin1.GetString(octets).ReplaceLineEndings("\n");
        return System.Text.Encoding.Latin1.GetBytes(text.Length == 0 || text.EndsWith('\n') ? text : text + "\n");
    }
}

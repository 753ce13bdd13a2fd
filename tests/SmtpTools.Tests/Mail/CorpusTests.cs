using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Real and broken messages of others: read without a crash or a hang, and written back unchanged.</summary>
public sealed class CorpusTests
{
    [CorpusFact]
    public void Every_message_of_the_corpora_is_read_and_written_back_unchanged()
    {
        var files = Directory.EnumerateFiles(CorpusFactAttribute.Folder!, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".eml" or ".msg" or ".txt" or ".mbox" or "")
            .Where(path => !Path.GetFileName(path).StartsWith("LICENSE", StringComparison.Ordinal))
            .ToList();
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
            _ = message.GetContent().ConvertTo(BodyEncoding.SevenBit, out _);
        }
    }
}

using System.Text;
using MimeKit;

namespace SmtpTools.Tests.Mail;

/// <summary>Reads what was built.</summary>
internal static class Built
{
    /// <summary>A message of HTML alone, with the pictures that it shows.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="folder">The folder that pictures are taken from; null for none.</param>
    public static MailMessage OfHtml(string html, string? folder) =>
        MessageBuilder.Build(MessageBuilderTests.Options(o =>
        {
            o.Body = null;
            o.HtmlOnly = true;
            o.HtmlBody = html;
            o.ImageFolder = folder;
        }));

    public static List<MimePart> Images(MailMessage message) =>
        Parse(message).BodyParts.OfType<MimePart>().Where(part => part.ContentDisposition?.Disposition == "inline").ToList();

    public static string Text(MailMessage message) => Encoding.UTF8.GetString(message.ToOctets());

    public static MimeMessage Parse(MailMessage message) => MimeMessage.Load(new MemoryStream(message.ToOctets()));

    public static MailMessage Reopen(MailMessage message) => MessageReader.Open(message.ToOctets());

    public static byte[] Octets(MimePart part)
    {
        using var octets = new MemoryStream();
        part.Content!.DecodeTo(octets);
        return octets.ToArray();
    }

    /// <summary>Octets are ASCII in lines of at most 998 ended by CRLF, the size is told right, and each header line is a field or a fold.</summary>
    public static void AssertClean(MailMessage message)
    {
        var octets = message.ToOctets();
        Assert.Equal(message.Size, octets.Length);
        Assert.Equal(message.GetContent().Size, octets.Length);
        Assert.DoesNotContain(octets, octet => octet is > 127 or 0);
        var text = Encoding.ASCII.GetString(octets);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("\r(?!\n)|(?<!\r)\n", text);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, MessageLimits.MaxLine));
        var header = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.All(header.Split("\r\n"), line => Assert.Matches("^([!-9;-~]+:( .*)?|[ \t]+\\S.*)$", line));
        Assert.All(header.Split("\r\n").Where(line => line.Contains("=?", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 1, 76));
    }
}

using System.Text;

namespace SmtpTools.Benchmarks;

/// <summary>The same message for every contender: a header and base64-like lines, about as many octets as asked for.</summary>
internal static class Messages
{
    public const string Sender = "sender@example.org";
    public const string Recipient = "recipient@example.com";

    public static byte[] OfSize(int octets)
    {
        var text = new StringBuilder(octets + 128)
            .Append("From: <").Append(Sender).Append(">\r\nTo: <").Append(Recipient)
            .Append(">\r\nSubject: Benchmark\r\nMessage-Id: <benchmark@example.org>\r\nDate: Wed, 25 Nov 2026 00:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");
        var line = new string('x', 76) + "\r\n";
        while (text.Length + line.Length < octets)
        {
            _ = text.Append(line);
        }

        return Encoding.ASCII.GetBytes(text.Append("end\r\n").ToString());
    }
}

using System.Text;

namespace SmtpTools.Benchmarks;

/// <summary>The same message for every contender: a header and base64-like lines, about as many octets as asked for.</summary>
internal static class Messages
{
    public const string Sender = "sender@example.org";
    public const string Recipient = "recipient@example.com";

    private static readonly byte[] s_header = Encoding.ASCII.GetBytes(
        $"From: <{Sender}>\r\nTo: <{Recipient}>\r\nSubject: Benchmark\r\nMessage-Id: <benchmark@example.org>\r\nDate: Wed, 25 Nov 2026 00:00:00 +0000\r\n"
        + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");

    private static readonly byte[] s_line = Encoding.ASCII.GetBytes(new string('x', 76) + "\r\n");

    public static byte[] OfSize(int octets)
    {
        var lines = Math.Max(1, (octets - s_header.Length) / s_line.Length);
        var message = new byte[s_header.Length + (lines * s_line.Length)];
        s_header.CopyTo(message, 0);
        for (var at = s_header.Length; at < message.Length; at += s_line.Length)
        {
            s_line.CopyTo(message, at);
        }

        return message;
    }

    /// <summary>Writes such a message of any size to a file.</summary>
    public static void ToFile(string path, long octets)
    {
        const int LinesAtATime = 10_000;
        var block = Enumerable.Repeat(s_line, LinesAtATime).SelectMany(line => line).ToArray();
        using var file = File.Create(path);
        file.Write(s_header);
        while (file.Length < octets)
        {
            file.Write(block);
        }
    }
}

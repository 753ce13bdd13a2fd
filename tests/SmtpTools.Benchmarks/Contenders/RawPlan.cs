using System.Text;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>What a raw writer sends for one message: flights of octets made beforehand, each with the number of reply lines that it brings.</summary>
internal sealed record RawPlan(IReadOnlyList<(byte[] Octets, int Replies)> Flights)
{
    private static readonly byte[] s_mail = Ascii($"MAIL FROM:<{Messages.Sender}>\r\n");
    private static readonly byte[] s_rcpt = Ascii($"RCPT TO:<{Messages.Recipient}>\r\n");
    private static readonly byte[] s_data = Ascii("DATA\r\n");

    public static RawPlan Steps(byte[] message) => new([(s_mail, 1), (s_rcpt, 1), (s_data, 1), ([.. message, .. ".\r\n"u8], 1)]);

    public static RawPlan PipelinedData(byte[] message) => new([([.. s_mail, .. s_rcpt, .. s_data], 3), ([.. message, .. ".\r\n"u8], 1)]);

    public static RawPlan Chunk(byte[] message) => new([([.. s_mail, .. s_rcpt, .. Ascii($"BDAT {message.Length} LAST\r\n"), .. message], 3)]);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}

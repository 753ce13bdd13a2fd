using System.Text;

namespace SmtpTools.Protocol;

/// <summary>Says what was received where an SMTP reply was due, and which other service speaks like that.</summary>
internal static class ForeignService
{
    private const int ShownOctets = 80;

    public static SmtpProtocolException NotAReply(ReadOnlySpan<byte> octets)
    {
        var service = Recognise(octets);
        var shown = Describe(octets);
        return new SmtpProtocolException(service is null
            ? $"The server sent something that is no SMTP reply (RFC 5321 4.2): {shown}"
            : $"The server sent something that is no SMTP reply but looks like {service}: {shown}");
    }

    /// <summary>The first octets, quoted; control characters and octets above 126 as <c>\xNN</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder("'");
        foreach (var octet in octets.Slice(0, Math.Min(octets.Length, ShownOctets)))
        {
            _ = octet is >= 32 and < 127 ? text.Append((char)octet) : text.Append("\\x").Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.Append(octets.Length > ShownOctets ? "'..." : "'").ToString();
    }

    private static string? Recognise(ReadOnlySpan<byte> octets) =>
        octets.StartsWith("+OK"u8) || octets.StartsWith("-ERR"u8) ? "POP3 (ports 110 and 995)"
        : octets.StartsWith("* "u8) ? "IMAP (ports 143 and 993)"
        : octets.StartsWith("HTTP/"u8) || octets.StartsWith("<"u8) ? "HTTP"
        : octets.StartsWith("SSH-"u8) ? "SSH (port 22)"
        : octets.Length > 1 && octets[0] is 0x15 or 0x16 && octets[1] == 3 ? "TLS: the port wants TLS from the first octet (implicit TLS)"
        : null;
}

using System.Text;

namespace SmtpTools.Protocol;

/// <summary>Says what was received where an SMTP reply was due, and which other service speaks like that.</summary>
internal static class ForeignService
{
    private const int ShownOctets = 80;
    private const string Tls = "TLS: the port wants TLS from the first octet (implicit TLS)";

    private static readonly (byte[] Mark, string Service)[] s_marks =
    [
        ("+OK"u8.ToArray(), "POP3 (ports 110 and 995)"),
        ("-ERR"u8.ToArray(), "POP3 (ports 110 and 995)"),
        ("* "u8.ToArray(), "IMAP (ports 143 and 993)"),
        ("HTTP/"u8.ToArray(), "HTTP"),
        ("<"u8.ToArray(), "HTTP"),
        ("SSH-"u8.ToArray(), "SSH (port 22)"),

        // Record types alert and handshake, then the version's major number (RFC 8446 5.1).
        ([0x15, 3], Tls),
        ([0x16, 3], Tls),
    ];

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

    /// <summary>Whether more octets could still tell which service speaks: the first ones of a greeting may come alone.</summary>
    public static bool MayBeRecognised(ReadOnlySpan<byte> octets)
    {
        foreach (var (mark, _) in s_marks)
        {
            if (octets.Length < mark.Length && mark.AsSpan().StartsWith(octets))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Recognise(ReadOnlySpan<byte> octets)
    {
        foreach (var (mark, service) in s_marks)
        {
            if (octets.StartsWith(mark))
            {
                return service;
            }
        }

        return null;
    }
}

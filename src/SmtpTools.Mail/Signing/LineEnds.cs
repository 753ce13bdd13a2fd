namespace SmtpTools.Signing;

/// <summary>Line ends as they travel.</summary>
internal static class LineEnds
{
    /// <summary>Octets with each LF as CRLF.</summary>
    public static byte[] AsCrlf(byte[] octets)
    {
        using var lines = new MemoryStream(octets.Length + 16);
        for (var i = 0; i < octets.Length; i++)
        {
            if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r'))
            {
                lines.WriteByte((byte)'\r');
            }

            lines.WriteByte(octets[i]);
        }

        return lines.ToArray();
    }
}

namespace SmtpTools.Messages;

/// <summary>Reads what can be read only once, within <see cref="MessageLimits.MaxStreamed"/>.</summary>
internal static class StreamedOctets
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <exception cref="MailMessageException">It holds more than the limit.</exception>
    public static byte[] ReadAll(Stream stream, string what)
    {
        using var octets = new MemoryStream();
        var buffer = new byte[BufferSize];
        int count;
        while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
        {
            if (octets.Length + count > MessageLimits.MaxStreamed)
            {
                throw new MailMessageException(
                    $"The stream of {what} holds more than {MessageLimits.MaxStreamed} octets and can be read only once. Save it to a file and give its path.");
            }

            octets.Write(buffer, 0, count);
        }

        return octets.ToArray();
    }
}

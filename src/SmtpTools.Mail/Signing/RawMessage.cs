using MimeKit;

namespace SmtpTools.Signing;

/// <summary>
/// A message as MimeKit's signers and verifiers see it: its header fields as they are written, and its body as one run of octets that is
/// not parsed. So a signature never depends on how a parser would write the message again, and a body of any size is hashed in one pass.
/// </summary>
internal static class RawMessage
{
    /// <summary>Makes it.</summary>
    /// <param name="content">The message.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="MailMessageException">Its header fields can't be read.</exception>
    public static MimeMessage Of(MessageContent content, CancellationToken cancellationToken)
    {
        using var header = new MemoryStream();
        ContentSplitter.Split(content, header, null, cancellationToken);
        if (header.Length > MessageLimits.MaxHeaderBlock)
        {
            throw new MailMessageException($"The message has a header block of more than {MessageLimits.MaxHeaderBlock} octets.");
        }

        var part = new MimePart();
        part.Headers.Clear();
        var message = new MimeMessage { Body = part };
        message.Headers.Clear();
        foreach (var field in Read(header))
        {
            // MimeKit looks for what begins with Content- in the body's header fields, and nowhere else.
            (field.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? part.Headers : message.Headers).Add(field);
        }

        part.Content = new RawBody(content, part);
        return message;
    }

    private static HeaderList Read(MemoryStream header)
    {
        header.Write("\r\n"u8.ToArray(), 0, 2);
        header.Position = 0;
        try
        {
            return HeaderList.Load(header);
        }
        catch (FormatException e)
        {
            throw new MailMessageException($"The message's header fields can't be read: {e.Message}", null, e);
        }
    }
}

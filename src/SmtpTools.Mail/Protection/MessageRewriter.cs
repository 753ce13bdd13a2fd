using MimeKit;

namespace SmtpTools.Protection;

/// <summary>Puts another body in a message; the header fields stay as they are written.</summary>
internal static class MessageRewriter
{
    /// <summary>Most octets of a message that is signed, encrypted or opened: it is done in memory.</summary>
    public const int MaxMessage = 128 * 1024 * 1024;

    /// <summary>The message with a body made of its own.</summary>
    /// <param name="message">The message; not changed.</param>
    /// <param name="change">Makes the new body.</param>
    /// <param name="warnings">What is to be told of it.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="MailProtectionException">The message is too large, or has no body.</exception>
    public static MailMessage WithBody(MailMessage message, Func<MimeEntity, MimeEntity> change, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        var parsed = Parse(message, cancellationToken);
        parsed.Body = change(parsed.Body ?? throw new MailProtectionException(MailProtectionFault.MessageUnfit, "The message has no body."));
        return Written(message, parsed, warnings, cancellationToken);
    }

    /// <summary>A message as MimeKit has it, its content in memory.</summary>
    public static MimeMessage Parse(MailMessage message, CancellationToken cancellationToken)
    {
        var content = message.GetContent();
        if (content.Size > MaxMessage)
        {
            throw new MailProtectionException(MailProtectionFault.MessageUnfit, $"The message has {content.Size} octets; up to {MaxMessage} are signed, encrypted or opened.");
        }

        var octets = new MemoryStream();
        content.WriteTo(octets, cancellationToken);
        octets.Position = 0;
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = MessageLimits.MaxDepth;
        return new MimeParser(options, octets, MimeFormat.Entity, persistent: true).ParseMessage(cancellationToken);
    }

    /// <summary>The message of MimeKit as one of ours, with the envelope and the row of another.</summary>
    public static MailMessage Written(MailMessage origin, MimeMessage message, IReadOnlyList<string> warnings, CancellationToken cancellationToken)
    {
        if (!message.Headers.Contains(HeaderId.MimeVersion))
        {
            message.MimeVersion = new Version(1, 0);
        }

        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var octets = new MemoryStream();
        message.WriteTo(format, octets, cancellationToken);
        var read = MessageReader.Open(octets.ToArray(), cancellationToken);

        // The texts are those of the new body: what was encrypted must not travel beside it when the object is serialised.
        return new MailMessage(read.GetContent())
        {
            MessageId = read.MessageId,
            Date = read.Date,
            From = read.From,
            Sender = read.Sender,
            To = read.To,
            Cc = read.Cc,
            Bcc = origin.Bcc,
            ReplyTo = read.ReplyTo,
            Subject = read.Subject,
            EnvelopeFrom = origin.EnvelopeFrom,
            EnvelopeTo = origin.EnvelopeTo,
            Headers = read.Headers,
            Parts = read.Parts,
            TextBody = read.TextBody,
            HtmlBody = read.HtmlBody,
            Path = origin.Path,
            Warnings = origin.Warnings.Concat(warnings).ToArray(),
        }.WithRow(origin.Row);
    }
}

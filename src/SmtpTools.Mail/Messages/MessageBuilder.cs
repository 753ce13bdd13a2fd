using System.Globalization;
using MimeKit;
using SmtpTools.Messages;

namespace SmtpTools;

/// <summary>
/// Builds messages (RFC 5322, 2045 to 2049): checks all that is given, has it encoded so that any server takes it, and leaves files on
/// disk until they are sent.
/// </summary>
public static class MessageBuilder
{
    /// <summary>Builds a message.</summary>
    /// <param name="options">What it is made of; not changed.</param>
    /// <param name="timeProvider">The clock for the date; null takes the system's.</param>
    /// <returns>The message with its envelope.</returns>
    /// <exception cref="ArgumentException">
    /// Something given is no address, holds a control character where a header can't, or contradicts something else. The exception names
    /// the parameter.
    /// </exception>
    /// <exception cref="MailMessageException">A file can't be read.</exception>
    public static MailMessage Build(MailMessageOptions options, TimeProvider? timeProvider = null)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var fields = new CustomFields(options);
        var people = new Participants(options, fields);
        var body = new BodyTree(options, people.Author);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.MaxLineLength = FieldWriter.MaxFoldedLine;
        format.International = people.NeedUtf8 || fields.NeedUtf8;

        var messageId = fields.MessageId is null
            ? MessageIdentifier.New(people.Author)
            : MessageIdentifier.Checked(fields.MessageId, nameof(options.MessageId), needsAt: true);
        var date = fields.Date ?? (timeProvider ?? TimeProvider.System).GetLocalNow();
        var message = new MimeMessage { Body = body.Root };
        message.Headers.Clear();
        WriteHeader(new FieldWriter(message.Headers, format), options, people, fields, messageId, date);
        return new MailMessage(BuiltContent.Of(message, format, body.Files))
        {
            MessageId = $"<{messageId}>",
            Date = date,
            From = people.From.ToString(encode: false),
            Sender = people.Sender.Count == 0 ? null : AddressReader.Written(people.Sender[0]),
            To = AddressReader.Written(people.To),
            Cc = AddressReader.Written(people.Cc),
            Bcc = AddressReader.Written(people.Bcc),
            ReplyTo = AddressReader.Written(people.ReplyTo),
            Subject = options.Subject,
            EnvelopeFrom = people.ReversePath,
            EnvelopeTo = people.Recipients,
            Headers = MessageFacts.HeadersOf(message),
            Parts = MessageFacts.PartsOf(message.Body),
            TextBody = Kept(body.PlainText),
            HtmlBody = Kept(body.Html),
            Warnings = body.Warnings,
        };
    }

    private static void WriteHeader(
        FieldWriter header, MailMessageOptions options, Participants people, CustomFields fields, string messageId, DateTimeOffset date)
    {
        header.Text("Date", Written(date));
        header.Addresses("From", people.From);
        header.Addresses("Sender", people.Sender);
        header.Addresses("Reply-To", people.ReplyTo);
        header.Addresses("To", people.To);
        header.Addresses("Cc", people.Cc);
        if (options.Subject is not null)
        {
            header.Text("Subject", TextRules.ForHeader(options.Subject, nameof(options.Subject)));
        }

        header.Structured("Message-ID", $"<{messageId}>", nameof(options.MessageId));
        WritePriority(header, options.Priority, fields);
        ListFields.Write(header, options, people, fields);
        fields.AddTo(header);
        header.Text("MIME-Version", "1.0");
    }

    // RFC 2156 5.3.6 has Priority and Importance; X-Priority is what Outlook and most others read.
    private static void WritePriority(FieldWriter header, MailPriority priority, CustomFields given)
    {
        if (priority == MailPriority.Normal)
        {
            return;
        }

        var isHigh = priority == MailPriority.High;
        foreach (var (name, value) in new[]
        {
            ("X-Priority", isHigh ? "1" : "5"), ("Importance", isHigh ? "high" : "low"), ("Priority", isHigh ? "urgent" : "non-urgent"),
        })
        {
            if (!given.Contains(name))
            {
                header.Text(name, value);
            }
        }
    }

    private static string? Kept(string? text) => text?.Length <= MessageLimits.MaxTextBody ? text : null;

    // RFC 5322 3.3. MimeKit's own writes half an hour west of Greenwich with a second sign (-03-30).
    private static string Written(DateTimeOffset date) => string.Format(
        CultureInfo.InvariantCulture, "{0:ddd, dd MMM yyyy HH:mm:ss} {1}{2:hhmm}", date.DateTime, date.Offset < TimeSpan.Zero ? "-" : "+", date.Offset);
}

using System.Collections;
using System.Management.Automation;

namespace SmtpTools.Commands;

/// <summary>Turns the parameters that describe a message into the builder's options.</summary>
internal static class MessageArguments
{
    /// <param name="cmdlet">The cmdlet, for the paths in its parameters.</param>
    /// <param name="command">Its parameters, bound.</param>
    /// <param name="pipedAttachments">Files that came by the pipeline.</param>
    /// <param name="hasTemplate">Whether a template is to fill in what is not given.</param>
    /// <exception cref="ArgumentException">A parameter is missing or contradicts another.</exception>
    public static MailMessageOptions ToOptions(PSCmdlet cmdlet, IMessageParameters command, IEnumerable<FileInfo> pipedAttachments, bool hasTemplate = false)
    {
        if (string.IsNullOrWhiteSpace(command.From) && !hasTemplate)
        {
            throw new ArgumentException("No author: give -From.");
        }

        if (command.IsBodyHtml && command.HtmlBody is not null)
        {
            throw new ArgumentException("-BodyAsHtml says that -Body is the HTML, and -HtmlBody is given too: give one of them.");
        }

        var options = new MailMessageOptions
        {
            From = command.From,
            Subject = command.Subject ?? (hasTemplate ? null : string.Empty),
            Body = command.IsBodyHtml ? null : command.Body ?? (command.HtmlBody is null && !hasTemplate ? string.Empty : null),
            HtmlBody = command.IsBodyHtml ? command.Body ?? (hasTemplate ? null : string.Empty) : command.HtmlBody,
            HtmlOnly = command.IsHtmlOnly,
            ImageFolder = command.ImageFolder is null ? null : Resolve(cmdlet, command.ImageFolder),
            FormatFlowed = command.IsFlowed,
            CalendarInvite = CalendarOf(cmdlet, command.CalendarInvite),
            OneClickUnsubscribe = command.IsOneClick,
            AutoSubmitted = command.AutoSubmitted,
            EnvelopeFrom = command.EnvelopeFrom,
            Priority = command.Priority switch
            {
                System.Net.Mail.MailPriority.High => MailPriority.High,
                System.Net.Mail.MailPriority.Low => MailPriority.Low,
                _ => MailPriority.Normal,
            },
        };
        AddAll(options.To, command.To);
        AddAll(options.Cc, command.Cc);
        AddAll(options.Bcc, command.Bcc);
        AddAll(options.ReplyTo, command.ReplyTo);
        AddAll(options.UnsubscribeUris, command.UnsubscribeUri);
        AddAll(options.ReadReceiptTo, command.ReadReceiptTo);
        foreach (var attachment in (command.Attachments ?? []).SelectMany(item => AttachmentsOf(cmdlet, item)).Concat(pipedAttachments.Select(file => MailAttachment.FromFile(file.FullName))))
        {
            options.Attachments.Add(attachment);
        }

        foreach (var image in (command.InlineImage ?? []).SelectMany(item => AttachmentsOf(cmdlet, item)))
        {
            options.InlineImages.Add(image);
        }

        foreach (DictionaryEntry header in command.Header ?? new Hashtable())
        {
            foreach (var value in LanguagePrimitives.GetEnumerable(header.Value) ?? new[] { header.Value })
            {
                options.Headers.Add(new MailHeader(LanguagePrimitives.ConvertTo<string>(header.Key), LanguagePrimitives.ConvertTo<string>(value)));
            }
        }

        return options;
    }

    private static void AddAll(IList<string> list, string[]? values)
    {
        foreach (var value in values ?? [])
        {
            // A row of a table that has nothing in this column.
            if (!string.IsNullOrWhiteSpace(value))
            {
                list.Add(value);
            }
        }
    }

    // Text begins as iCalendar does (RFC 5545 3.4); anything else is a path.
    private static string? CalendarOf(PSCmdlet command, string? invite)
    {
        if (string.IsNullOrWhiteSpace(invite))
        {
            return null;
        }

        if (invite!.TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase))
        {
            return invite;
        }

        var path = Resolve(command, invite);
        var length = new FileInfo(path) is { Exists: true } file ? file.Length : throw new MailMessageException($"The file \"{path}\" does not exist.", path);
        return length <= MessageLimits.MaxCalendar
            ? File.ReadAllText(path)
            : throw new ArgumentException($"-CalendarInvite: \"{path}\" is larger than {MessageLimits.MaxCalendar} octets.");
    }

    /// <summary>What one element of -Attachments stands for: a file object, an attachment, or a path, where a table's cell may hold several.</summary>
    private static IEnumerable<MailAttachment> AttachmentsOf(PSCmdlet command, object item)
    {
        switch (item is PSObject wrapped ? wrapped.BaseObject : item)
        {
            case null or "":
                return [];
            case MailAttachment attachment:
                return [attachment];
            case FileInfo file:
                return [MailAttachment.FromFile(file.FullName)];
            case string text:
                return PathsOf(command, text).Select(path => MailAttachment.FromFile(path));
            case IDictionary named:
                return named.Keys.Cast<object>().Select(name => AttachmentContents.ToAttachment(named[name], LanguagePrimitives.ConvertTo<string>(name)));
            case FileStream stream:
                return [MailAttachment.FromStream(stream, Path.GetFileName(stream.Name))];
            case byte or byte[] or Stream:
                throw new ArgumentException("Octets and streams have no file name: give them as @{ 'report.pdf' = $octets }, or make them an attachment with New-SmtpAttachment -Content $octets -Name report.pdf.");
            case var other:
                return [MailAttachment.FromFile(Resolve(command, other.ToString()!))];
        }
    }

    private static IEnumerable<string> PathsOf(PSCmdlet command, string text)
    {
        var whole = Resolve(command, text);
        return File.Exists(whole) || !text.Contains(';')
            ? [whole]
            : text.Split([';'], StringSplitOptions.RemoveEmptyEntries).Select(part => Resolve(command, part.Trim()));
    }

    private static string Resolve(PSCmdlet command, string path) => command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
}

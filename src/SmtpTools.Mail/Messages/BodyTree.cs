using System.Text;
using MimeKit;

namespace SmtpTools.Messages;

/// <summary>Makes a message's body: mixed, alternative and related multiparts as far as they are needed, each part 7-bit (RFC 2045, 2046).</summary>
internal sealed class BodyTree
{
    // RFC 2045 6.7 allows 76; MimeKit looks after it has written a character, and may go two beyond what it is told.
    private const int MaxEncodedLine = 72;
    private const int MaxWarnings = 20;
    private const string Attachments = nameof(MailMessageOptions.Attachments);
    private const string Images = nameof(MailMessageOptions.InlineImages);

    private readonly List<AttachmentContent> _files = [];
    private readonly List<string> _warnings = [];

    /// <summary>Makes the body.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="author">At whose domain Content-IDs are made.</param>
    /// <exception cref="ArgumentException">A text, a name, a type or a Content-ID can't be sent; two images go by one name.</exception>
    public BodyTree(MailMessageOptions options, Mailbox author)
    {
        var texts = new List<MimeEntity>(3);
        PlainText = options.Body ?? (options.HtmlBody is null ? string.Empty : MadeFrom(options));
        if (PlainText is not null)
        {
            texts.Add(Plain(TextRules.ForBody(PlainText, nameof(options.Body)), options.FormatFlowed));
        }

        // Parts are made in the order in which they are written.
        IEnumerable<MailAttachment> unused = options.InlineImages;
        if (options.HtmlBody is not null)
        {
            var embedded = new EmbeddedImages(TextRules.ForBody(options.HtmlBody, nameof(options.HtmlBody)), options.ImageFolder, author);
            var html = new HtmlImages(embedded.Html, embedded.Images.Concat(options.InlineImages), Images, author);
            Html = html.Html;
            unused = html.Unused;
            _warnings.AddRange(embedded.Warnings.Take(MaxWarnings));
            _warnings.AddRange(html.Dangling.Distinct().Take(MaxWarnings).Select(wanted => $"The HTML refers to cid:{wanted}, but no inline image goes by that name or Content-ID."));
            texts.Add(Related(Text("html", html.Html), html.Used));
        }

        // The last alternative is the best one: what knows no calendar shows the one before (RFC 2046 5.1.4).
        if (options.CalendarInvite is not null)
        {
            texts.Add(CalendarText.ToPart(options.CalendarInvite));
        }

        Root = texts.Count == 1 ? texts[0] : new MultipartAlternative([.. texts]);
        var beside = options.Attachments.Select(file => File(file, Attachments, ContentDisposition.Attachment, ContentIdOf(file, Attachments))).ToList();
        foreach (var image in unused)
        {
            _warnings.Add($"The HTML does not refer to the inline image \"{image.Name}\" (as cid:{image.ContentId ?? image.Name}); it goes as an attachment.");
            beside.Add(File(image, Images, ContentDisposition.Attachment, ContentIdOf(image, Images)));
        }

        if (beside.Count > 0)
        {
            Root = new Multipart("mixed", [Root, .. beside]);
        }
    }

    /// <summary>The whole body.</summary>
    public MimeEntity Root { get; }

    /// <summary>The files in it.</summary>
    public IReadOnlyList<AttachmentContent> Files => _files;

    /// <summary>The plain text, given or made; null for none.</summary>
    public string? PlainText { get; }

    /// <summary>The HTML as sent; null for none.</summary>
    public string? Html { get; }

    /// <summary>What is odd about what was given.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The Content-ID that an attachment was given, checked; null for none.</summary>
    public static string? ContentIdOf(MailAttachment file, string parameter) =>
        file.ContentId is null ? null : MessageIdentifier.Checked(file.ContentId, $"{parameter}.{nameof(MailAttachment.ContentId)}", needsAt: false);

    // A text part has no disposition, so that no program takes it for a file.
    private static TextPart Text(string subtype, string text)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, text);
        part.ContentTransferEncoding = part.GetBestEncoding(EncodingConstraint.SevenBit, MessageLimits.MaxLine);
        if (part.ContentTransferEncoding != ContentEncoding.SevenBit)
        {
            // Only Prepare takes the length of encoded lines.
            part.ContentTransferEncoding = ContentEncoding.Binary;
            part.Prepare(EncodingConstraint.SevenBit, MaxEncodedLine);
        }

        return part;
    }

    private static TextPart Plain(string text, bool isFlowed)
    {
        var part = Text("plain", isFlowed ? FlowedText.Encode(text) : text);
        if (isFlowed)
        {
            part.ContentType.Format = "flowed";
        }

        return part;
    }

    private string? MadeFrom(MailMessageOptions options)
    {
        if (options.HtmlOnly)
        {
            return null;
        }

        if (options.HtmlBody!.Length <= MessageLimits.MaxConvertedHtml)
        {
            return HtmlText.Of(options.HtmlBody);
        }

        _warnings.Add($"The HTML is longer than {MessageLimits.MaxConvertedHtml} characters: it goes without plain text beside it.");
        return null;
    }

    private MimeEntity Related(TextPart html, IReadOnlyList<(MailAttachment Image, string ContentId)> images)
    {
        if (images.Count == 0)
        {
            return html;
        }

        var related = new MultipartRelated { Root = html };
        foreach (var (image, contentId) in images)
        {
            related.Add(File(image, Images, ContentDisposition.Inline, contentId));
        }

        return related;
    }

    private MimePart File(MailAttachment file, string parameter, string disposition, string? contentId)
    {
        var nameParameter = $"{parameter}.{nameof(MailAttachment.Name)}";
        var name = TextRules.ForHeader(file.Name, nameParameter).Trim();
        if (name.Length == 0)
        {
            throw TextRules.Refusal(nameParameter, $"{nameParameter} is empty; an attachment needs a file name.");
        }

        // It needs no encoding, and a parameter has no other way to say so: most readers would decode it (RFC 2047 5 forbids that).
        if (name.IndexOf("=?", StringComparison.Ordinal) is >= 0 and var start && name.IndexOf("?=", start + 2, StringComparison.Ordinal) >= 0)
        {
            throw TextRules.Refusal(nameParameter, $"{nameParameter}: '{name}' looks like an encoded word (RFC 2047), which readers would show as another name.");
        }

        var part = new MimePart(TypeOf(file, name, $"{parameter}.{nameof(MailAttachment.ContentType)}")) { ContentTransferEncoding = ContentEncoding.Base64 };
        var content = new AttachmentContent(file, ContentEncoding.Default);
        if (part.ContentType.IsMimeType("message", "*"))
        {
            content = AsMessage(part, file, content);
        }

        part.Content = content;
        _files.Add(content);
        part.ContentId = contentId;
        part.ContentDisposition = new ContentDisposition(file.Disposition switch
        {
            MailDisposition.Inline => ContentDisposition.Inline,
            MailDisposition.Attachment => ContentDisposition.Attachment,
            _ => disposition,
        });
        part.FileName = name;

        // RFC 2231 is the standard, and what is read first. Some programs know only encoded words in Content-Type's name, which no
        // standard allows (RFC 2047 5) and all of them read.
        foreach (var (parameters, key, method) in new[]
        {
            (part.ContentDisposition.Parameters, "filename", ParameterEncodingMethod.Rfc2231), (part.ContentType.Parameters, "name", ParameterEncodingMethod.Rfc2047),
        })
        {
            if (parameters.TryGetValue(key, out Parameter? written))
            {
                written.EncodingMethod = method;
            }
        }

        return part;
    }

    // A message can't be encoded (RFC 2046 5.2.1): one that could not travel as it is goes as a plain file.
    private static AttachmentContent AsMessage(MimePart part, MailAttachment file, AttachmentContent content)
    {
        part.Content = content;
        if (part.ContentType.IsMimeType("message", "rfc822")
            && part.GetBestEncoding(EncodingConstraint.SevenBit, MessageLimits.MaxLine) == ContentEncoding.SevenBit)
        {
            part.ContentTransferEncoding = ContentEncoding.SevenBit;
            return new AttachmentContent(file, ContentEncoding.SevenBit);
        }

        part.ContentType.MediaType = "application";
        part.ContentType.MediaSubtype = "octet-stream";
        return content;
    }

    private static ContentType TypeOf(MailAttachment file, string name, string parameter)
    {
        var given = TextRules.ForHeader(file.ContentType ?? MimeTypes.GetMimeType(name), parameter);
        if (!ContentType.TryParse(given, out var type) || given.IndexOf('/') < 0)
        {
            throw TextRules.Refusal(parameter, $"{parameter}: '{given}' is no media type such as application/pdf (RFC 2045 5.1).");
        }

        return type.IsMimeType("multipart", "*")
            ? throw TextRules.Refusal(parameter, $"{parameter}: '{given}' is a multipart, which an attachment can't be.")
            : type;
    }
}

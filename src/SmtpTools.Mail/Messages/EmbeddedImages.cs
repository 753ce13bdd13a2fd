using MimeKit;

namespace SmtpTools.Messages;

/// <summary>
/// Finds the images that HTML or its CSS shows from a <c>data:</c> URI or from a local file, and gives the HTML with <c>cid:</c> references in
/// their place (RFC 2392).
/// </summary>
internal sealed class EmbeddedImages
{
    private const string Parameter = nameof(MailMessageOptions.HtmlBody);

    private readonly string? _folder;
    private readonly Mailbox _author;
    private readonly Dictionary<string, MailAttachment?> _bySource = new(StringComparer.Ordinal);
    private readonly List<MailAttachment> _images = [];
    private readonly List<string> _warnings = [];

    /// <summary>Finds them.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="folder">The folder that files may come from; null for none.</param>
    /// <param name="author">At whose domain Content-IDs are made.</param>
    /// <exception cref="ArgumentException">The HTML shows a file outside of the folder, or too many images.</exception>
    /// <exception cref="MailMessageException">A file can't be read.</exception>
    public EmbeddedImages(string html, string? folder, Mailbox author)
    {
        _folder = folder is null ? null : Path.GetFullPath(folder);
        _author = author;
        Html = html;
        if (!HtmlReferences.MayBeIn(html))
        {
            return;
        }

        var converted = new HtmlReferences(Shown, InStyle, WarnOfStyleSheet).Replace(html);
        // The tokenizer reads line ends as HTML does, as LF.
        Html = _images.Count > 0 ? TextRules.ForBody(converted, Parameter) : html;
    }

    /// <summary>The HTML with references to the images in place; the HTML as given where there are none.</summary>
    public string Html { get; }

    /// <summary>The images, each with its Content-ID.</summary>
    public IReadOnlyList<MailAttachment> Images => _images;

    /// <summary>What the HTML shows and nobody will see.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    private static bool IsImage(string path) => MimeTypes.GetMimeType(path).StartsWith("image/", StringComparison.Ordinal);

    private string? Shown(string source) => Find(source) is { } image ? $"cid:{image.ContentId}" : null;

    // CSS refers to fonts and to other style sheets too.
    private string? InStyle(string source)
    {
        if (DataUri.IsOne(source))
        {
            return source.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) ? Shown(source) : null;
        }

        if (PathOf(source) is not { } path || IsImage(path))
        {
            return Shown(source);
        }

        WarnOfFile(source);
        return null;
    }

    private void WarnOfStyleSheet(string source)
    {
        if (!DataUri.IsOne(source) && PathOf(source) is not null)
        {
            WarnOfFile(source);
        }
    }

    private void WarnOfFile(string source) => _warnings.Add($"The HTML takes the file '{source}', which nobody but you can see: of what HTML refers to, images alone are sent along.");

    private MailAttachment? Find(string source)
    {
        if (!_bySource.TryGetValue(source, out var image))
        {
            image = DataUri.IsOne(source) ? FromData(source) : FromFile(source);
            _bySource.Add(source, image);
            if (image is not null)
            {
                image.ContentId = MessageIdentifier.New(_author);
                _images.Add(image);
            }
        }

        return _images.Count <= MessageLimits.MaxEmbeddedImages
            ? image
            : throw TextRules.Refusal(Parameter, $"{Parameter} shows more than {MessageLimits.MaxEmbeddedImages} images.");
    }

    private MailAttachment? FromData(string source)
    {
        if (DataUri.ReadImage(source, out var mediaType) is not { } octets)
        {
            _warnings.Add("The HTML shows a data: image that can't be decoded (RFC 2397); it stays as it is, and most mail programs won't show it.");
            return null;
        }

        var extension = MimeTypes.TryGetExtension(mediaType, out var known) ? known : ".bin";
        var image = MailAttachment.FromOctets(octets, $"image{_images.Count + 1}{extension}");
        image.ContentType = mediaType;
        return image;
    }

    private MailAttachment? FromFile(string source)
    {
        if (PathOf(source) is not { } written)
        {
            return null;
        }

        if (_folder is null)
        {
            _warnings.Add($"The HTML shows the file '{source}', which nobody but you can see. Name the folder that it lies in as {nameof(MailMessageOptions.ImageFolder)}, and it is sent along.");
            return null;
        }

        // The text of a message must not choose what is read from this computer, or whom it signs in to.
        var path = written.StartsWith(@"\\", StringComparison.Ordinal) ? null : Path.GetFullPath(Path.Combine(_folder, written));
        return path is not null && path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? MailAttachment.FromFile(path)
            : throw TextRules.Refusal(Parameter, $"{Parameter} shows the file '{source}', which lies outside of {nameof(MailMessageOptions.ImageFolder)}.");
    }

    // A path, or a file: URI; anything with another scheme, an authority or nothing but a fragment is no file.
    private static string? PathOf(string source)
    {
        var colon = source.IndexOf(':');
        var isDrive = colon == 1 && char.IsLetter(source[0]);
        if (source.Length == 0 || source[0] == '#' || source.StartsWith("//", StringComparison.Ordinal) || source.IndexOf('{') >= 0)
        {
            return null;
        }

        if (source.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(source, UriKind.Absolute, out var uri) ? uri.LocalPath : source.Substring(colon + 1);
        }

        var slash = source.IndexOfAny(['/', '\\', '?', '#']);
        return colon >= 0 && !isDrive && (slash < 0 || colon < slash) ? null : Uri.UnescapeDataString(source);
    }
}

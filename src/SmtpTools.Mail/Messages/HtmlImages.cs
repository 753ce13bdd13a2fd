namespace SmtpTools.Messages;

/// <summary>Matches the <c>cid:</c> references of HTML with the images that were given, by Content-ID or by file name (RFC 2392).</summary>
internal sealed class HtmlImages
{
    private readonly List<string> _dangling = [];
    private readonly List<Image> _images;

    /// <summary>Matches.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="images">The images that may be referred to.</param>
    /// <param name="parameter">The parameter that they came by.</param>
    /// <param name="author">At whose domain a Content-ID is made for an image that has none.</param>
    /// <exception cref="ArgumentException">Two images go by one name.</exception>
    public HtmlImages(string html, IEnumerable<MailAttachment> images, string parameter, Mailbox author)
    {
        _images = images.Select(image => new Image(image, BodyTree.ContentIdOf(image, parameter))).ToList();
        var twice = _images.GroupBy(image => image.Given ?? image.Source.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw TextRules.Refusal(parameter, $"{parameter}: two images go by '{twice.Key}'; a cid: reference could mean either.");
        }

        Html = ContentIdLinks.Replace(html, wanted => Resolve(wanted, author));
    }

    /// <summary>The HTML, references by file name replaced by Content-IDs.</summary>
    public string Html { get; }

    /// <summary>The images that the HTML refers to, each with its Content-ID.</summary>
    public IReadOnlyList<(MailAttachment Image, string ContentId)> Used =>
        [.. _images.Where(image => image.ContentId is not null).Select(image => (image.Source, image.ContentId!))];

    /// <summary>The images that the HTML does not refer to.</summary>
    public IReadOnlyList<MailAttachment> Unused => _images.Where(image => image.ContentId is null).Select(image => image.Source).ToArray();

    /// <summary>The references that no image answers.</summary>
    public IReadOnlyList<string> Dangling => _dangling;

    private string? Resolve(string wanted, Mailbox author)
    {
        var image = _images.Find(candidate => candidate.Given == wanted)
            ?? _images.Find(candidate => candidate.Source.Name == wanted)
            ?? _images.Find(candidate => string.Equals(candidate.Source.Name, wanted, StringComparison.OrdinalIgnoreCase));
        if (image is null)
        {
            _dangling.Add(wanted);
            return null;
        }

        image.ContentId ??= image.Given ?? MessageIdentifier.New(author);

        // A reference to a given Content-ID stays as it is written.
        return image.ContentId == wanted ? null : image.ContentId;
    }

    private sealed class Image(MailAttachment source, string? given)
    {
        public MailAttachment Source => source;

        public string? Given => given;

        public string? ContentId { get; set; }
    }
}

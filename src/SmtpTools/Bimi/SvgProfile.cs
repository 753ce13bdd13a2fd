using System.Globalization;
using System.Xml;

namespace SmtpTools;

/// <summary>A logo held against the profile SVG Tiny Portable/Secure (draft-svg-tiny-ps-abrotman) that BIMI wants.</summary>
public sealed class SvgProfile
{
    /// <summary>The greatest logo that mailbox providers take, in octets (BIMI group's guidance).</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>The most octets that are read of a logo.</summary>
    public const int MaxReadLength = 512 * 1024;

    private const string SvgNamespace = "http://www.w3.org/2000/svg";
    private const int MaxElements = 20_000;
    private const int MaxDepth = 200;

    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "script", "image", "foreignObject", "animate", "animateColor", "animateMotion", "animateTransform", "set", "audio", "video", "animation", "handler",
        "listener", "discard", "prefetch", "a", "iframe", "style", "filter", "mask", "pattern",
    };

    // What programs and templates leave in the title, without what is neither letter nor digit.
    private static readonly string[] PlaceholderTitles = ["untitled", "title", "notitle", "svg", "image", "layer1"];
    private static readonly string[] PlaceholderStarts = ["bimisvg", "svgtiny", "tinyps"];

    private readonly List<string> _problems = [];
    private int _elements;

    private SvgProfile(int length) => Length = length;

    /// <summary>The logo's size in octets.</summary>
    public int Length { get; }

    /// <summary>The title; null where there is none.</summary>
    public string? Title { get; private set; }

    /// <summary>Whether the title is one that programs and templates leave there, and not a brand's.</summary>
    public bool HasPlaceholderTitle
    {
        get
        {
            var letters = string.Concat((Title ?? string.Empty).Where(char.IsLetterOrDigit)).ToLowerInvariant();
            return PlaceholderTitles.Contains(letters) || PlaceholderStarts.Any(start => letters.StartsWith(start, StringComparison.Ordinal));
        }
    }

    /// <summary>The profile that the logo says it keeps; null where it says none.</summary>
    public string? BaseProfile { get; private set; }

    /// <summary>What is wrong with it, a sentence for each; empty where nothing was found.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether nothing was found.</summary>
    public bool IsValid => _problems.Count == 0;

    /// <summary>Holds a logo against the profile. Nothing that it refers to is fetched.</summary>
    /// <param name="content">The file.</param>
    public static SvgProfile Read(byte[] content)
    {
        var profile = new SvgProfile((content ?? throw new ArgumentNullException(nameof(content))).Length);
        if (content.Length > MaxLength)
        {
            profile._problems.Add($"It has {content.Length} octets; mailbox providers take {MaxLength}.");
        }

        if (content.Length > 1 && content[0] == 0x1F && content[1] == 0x8B)
        {
            profile._problems.Add("It is compressed; the file under the address must be the SVG itself.");
            return profile;
        }

        try
        {
            using var stream = new MemoryStream(content, writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = MaxReadLength,
                MaxCharactersFromEntities = 1024,
            });
            profile.Read(reader);
        }
        catch (XmlException e)
        {
            profile._problems.Add($"It is no XML that may be read: {e.Message}");
        }

        return profile;
    }

    private void Read(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                _elements++;
                if (_elements > MaxElements || reader.Depth > MaxDepth)
                {
                    _problems.Add("It has too many elements.");
                    return;
                }

                if (reader.Depth == 0)
                {
                    ReadRoot(reader);
                }

                ReadElement(reader);
            }
            else if (reader.NodeType == XmlNodeType.ProcessingInstruction)
            {
                _problems.Add($"It has the processing instruction {reader.Name}.");
            }
        }

        if (string.IsNullOrWhiteSpace(Title))
        {
            _problems.Add("It has no title, which tells people what they can't see.");
        }
    }

    private void ReadRoot(XmlReader reader)
    {
        if (reader.LocalName != "svg" || reader.NamespaceURI != SvgNamespace)
        {
            _problems.Add($"Its root is {reader.Name} and not svg in the namespace {SvgNamespace}.");
            return;
        }

        BaseProfile = reader.GetAttribute("baseProfile");
        if (BaseProfile != "tiny-ps")
        {
            _problems.Add($"Its baseProfile is {Shown(BaseProfile)} and not tiny-ps.");
        }

        if (reader.GetAttribute("version") is var version && version != "1.2")
        {
            _problems.Add($"Its version is {Shown(version)} and not 1.2.");
        }

        if (reader.GetAttribute("x") is not null || reader.GetAttribute("y") is not null)
        {
            _problems.Add("Its root has x or y, which it must not.");
        }

        JudgeShape(reader);
    }

    private void JudgeShape(XmlReader reader)
    {
        var box = (reader.GetAttribute("viewBox") ?? string.Empty).Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var isBox = box.Length == 4 & TryNumber(box.ElementAtOrDefault(2), out var width) & TryNumber(box.ElementAtOrDefault(3), out var height);
        if (!isBox)
        {
            _problems.Add("Its root has no viewBox of four numbers.");
        }
        else if (Math.Abs(width - height) > Math.Max(width, height) / 1000)
        {
            _problems.Add(FormattableString.Invariant($"It is {width} wide and {height} high; logos are shown in a square or a circle."));
        }
    }

    private void ReadElement(XmlReader reader)
    {
        if (Forbidden.Contains(reader.LocalName))
        {
            _problems.Add($"It has the element {reader.Name}, which the profile does not allow.");
        }

        for (var isThere = reader.MoveToFirstAttribute(); isThere; isThere = reader.MoveToNextAttribute())
        {
            if (reader.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) && reader.NamespaceURI.Length == 0)
            {
                _problems.Add($"It has the event handler {reader.Name}.");
            }

            // A reference within the file begins with #.
            if (reader.LocalName == "href" && !reader.Value.StartsWith('#'))
            {
                _problems.Add($"It refers to something outside: {Shown(reader.Value)}.");
            }
        }

        _ = reader.MoveToElement();
        if (Title is null && reader.LocalName == "title" && reader.Depth == 1 && !reader.IsEmptyElement && reader.Read() && reader.NodeType == XmlNodeType.Text)
        {
            Title = reader.Value.Trim();
        }
    }

    private static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number > 0;

    private static string Shown(string? text) => text is null ? "missing" : text.Length > 60 ? $"\"{text.Substring(0, 60)}...\"" : $"\"{text}\"";
}

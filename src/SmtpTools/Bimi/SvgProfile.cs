using System.Globalization;
using System.Text;
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
    private const string XhtmlNamespace = "http://www.w3.org/1999/xhtml";
    private const int MaxElements = 20_000;
    private const int MaxDepth = 200;

    // The elements that SVG Tiny 1.2 has below its root, without scripts, animation, multimedia, pictures, links, switch and foreignObject, which the
    // profile takes away (draft-svg-tiny-ps-abrotman 2.3, 7).
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "circle", "defs", "desc", "ellipse", "font", "font-face", "font-face-src", "font-face-uri", "g", "glyph", "hkern", "line", "linearGradient",
        "metadata", "missing-glyph", "path", "polygon", "polyline", "radialGradient", "rect", "solidColor", "stop", "tbreak", "text", "textArea", "title",
        "tspan", "use",
    };

    // What these attributes have to be where they are there at all (draft-svg-tiny-ps-abrotman 2.3).
    private static readonly Dictionary<string, string> Fixed = new(StringComparer.Ordinal)
    {
        ["zoomAndPan"] = "disable",
        ["externalResourcesRequired"] = "false",
        ["focusable"] = "false",
        ["snapshotTime"] = "none",
        ["playbackOrder"] = "all",
        ["timelineBegin"] = "onLoad",
    };

    // What programs and templates leave in the title, without what is neither letter nor digit.
    private static readonly string[] PlaceholderTitles = ["untitled", "title", "notitle", "svg", "image", "layer1"];
    private static readonly string[] PlaceholderStarts = ["bimisvg", "svgtiny", "tinyps"];

    private readonly List<string> _problems = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private int _elements;

    private int _titles;

    // What is being read: the text of the logo's title, and how deep the metadata is.
    private StringBuilder? _title;
    private int? _metadataDepth;

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
            profile.Tell($"It has {content.Length} octets; mailbox providers take {MaxLength}.");
        }

        if (content.Length > 1 && content[0] == 0x1F && content[1] == 0x8B)
        {
            profile.Tell("It is compressed; the file under the address must be the SVG itself.");
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
            profile.Tell($"It is no XML that may be read: {e.Message}");
        }

        return profile;
    }

    private void Read(XmlReader reader)
    {
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when !TryReadElement(reader):
                    return;
                case XmlNodeType.EndElement:
                    Leave(reader.Depth);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    _ = _title?.Append(reader.Value);
                    break;
                case XmlNodeType.ProcessingInstruction:
                    Tell($"It has the processing instruction {reader.Name}.");
                    break;
            }
        }

        if (Title is null)
        {
            Tell("It has no title, which tells people what they can't see.");
        }
    }

    /// <returns>Whether it is worth reading on.</returns>
    private bool TryReadElement(XmlReader reader)
    {
        _elements++;
        if (_elements > MaxElements || reader.Depth > MaxDepth)
        {
            Tell("It has too many elements.");
            return false;
        }

        if (reader.Depth == 0 && !IsSvg(reader, "svg"))
        {
            Tell($"Its root is {reader.Name} and not svg in the namespace {SvgNamespace}.");
            return false;
        }

        if (reader.Depth == 0)
        {
            ReadRoot(reader);
        }
        else if (_title is not null)
        {
            Tell($"Its title holds the element {reader.Name}, where only text may stand.");
        }
        else if (!IsAllowed(reader))
        {
            Tell($"It has the element {reader.Name}, which the profile does not allow.");
        }

        Enter(reader);
        ReadAttributes(reader);
        return true;
    }

    private static bool IsSvg(XmlReader reader, string name) => reader.LocalName == name && reader.NamespaceURI == SvgNamespace;

    // SVG Tiny 1.2 lets metadata hold what is not SVG; XHTML would be shown and run there, too.
    private bool IsAllowed(XmlReader reader) =>
        reader.NamespaceURI == SvgNamespace ? Allowed.Contains(reader.LocalName) : _metadataDepth is not null && reader.NamespaceURI != XhtmlNamespace;

    private void Enter(XmlReader reader)
    {
        if (IsSvg(reader, "metadata") && !reader.IsEmptyElement)
        {
            _metadataDepth ??= reader.Depth;
        }

        // The root's own title is the logo's; others are those of its parts.
        if (!IsSvg(reader, "title") || reader.Depth != 1)
        {
            return;
        }

        _titles++;
        if (_titles > 1)
        {
            Tell("It has more than one title.");
        }
        else if (!reader.IsEmptyElement)
        {
            _title = new StringBuilder();
        }
    }

    private void Leave(int depth)
    {
        if (_metadataDepth == depth)
        {
            _metadataDepth = null;
        }

        if (_title is not null && depth == 1)
        {
            Title = _title.ToString().Trim() is { Length: > 0 } text ? text : null;
            _title = null;
        }
    }

    private void ReadRoot(XmlReader reader)
    {
        BaseProfile = reader.GetAttribute("baseProfile");
        if (BaseProfile != "tiny-ps")
        {
            Tell($"Its baseProfile is {Shown(BaseProfile)} and not tiny-ps.");
        }

        if (reader.GetAttribute("version") is var version && version != "1.2")
        {
            Tell($"Its version is {Shown(version)} and not 1.2.");
        }

        if (reader.GetAttribute("x") is not null || reader.GetAttribute("y") is not null)
        {
            Tell("Its root has x or y, which it must not.");
        }

        JudgeShape(reader);
    }

    private void JudgeShape(XmlReader reader)
    {
        var box = (reader.GetAttribute("viewBox") ?? string.Empty).Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var isBox = box.Length == 4 & TryNumber(box.ElementAtOrDefault(2), out var width) & TryNumber(box.ElementAtOrDefault(3), out var height);
        if (!isBox)
        {
            Tell("Its root has no viewBox of four numbers.");
        }
        else if (Math.Abs(width - height) > Math.Max(width, height) / 1000)
        {
            Tell(FormattableString.Invariant($"It is {width} wide and {height} high; logos are shown in a square or a circle."));
        }
    }

    private void ReadAttributes(XmlReader reader)
    {
        for (var isThere = reader.MoveToFirstAttribute(); isThere; isThere = reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI.Length == 0)
            {
                JudgeAttribute(reader.LocalName, reader.Value);
            }

            // A reference within the file begins with #.
            if (reader.LocalName == "href" && !reader.Value.StartsWith('#'))
            {
                Tell($"It refers to something outside: {Shown(reader.Value)}.");
            }
        }

        _ = reader.MoveToElement();
    }

    private void JudgeAttribute(string name, string value)
    {
        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
        {
            Tell($"It has the event handler {name}.");
        }

        // SVG Tiny 1.2 has properties as attributes, and no style sheets (6.2).
        if (name == "style")
        {
            Tell("It has the attribute style, which the profile does not allow.");
        }

        if (Fixed.TryGetValue(name, out var only) && value != only)
        {
            Tell($"Its {name} is {Shown(value)} and not {only}.");
        }

        if (HasOutsideUrl(value))
        {
            Tell($"It refers to something outside: {Shown(value)}.");
        }
    }

    // A paint may be url(#id) with another one behind it, and CSS lets the address stand in quotes.
    private static bool HasOutsideUrl(string value)
    {
        const string Start = "url(";
        for (var at = value.IndexOf(Start, StringComparison.OrdinalIgnoreCase); at >= 0; at = value.IndexOf(Start, at, StringComparison.OrdinalIgnoreCase))
        {
            at += Start.Length;
            while (at < value.Length && (char.IsWhiteSpace(value[at]) || value[at] is '"' or '\''))
            {
                at++;
            }

            if (at == value.Length || value[at] != '#')
            {
                return true;
            }
        }

        return false;
    }

    // A drawing may break one rule in each of its elements.
    private void Tell(string problem)
    {
        if (_told.Add(problem))
        {
            _problems.Add(problem);
        }
    }

    private static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number > 0;

    private static string Shown(string? text) => text is null ? "missing" : text.Length > 60 ? $"\"{text.Substring(0, 60)}...\"" : $"\"{text}\"";
}

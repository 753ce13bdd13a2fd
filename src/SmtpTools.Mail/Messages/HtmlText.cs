using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace SmtpTools.Messages;

/// <summary>
/// The plain text that stands for an HTML body: AngleSharp reads the HTML as a browser does, and this lays its text out: paragraphs, lists,
/// quotes, links with their targets, pictures by their alternative text.
/// </summary>
internal sealed class HtmlText
{
    // Deeper elements add their text without any layout.
    private const int MaxDepth = 200;
    private const string Rule = "--------------------";

    private static readonly HashSet<string> s_unseen = new(StringComparer.Ordinal)
    {
        "head", "script", "style", "title", "template", "noscript", "object", "iframe", "svg", "math", "select", "textarea", "audio", "video", "canvas",
    };

    private static readonly HashSet<string> s_paragraphs = new(StringComparer.Ordinal)
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "fieldset", "figure",
    };

    private static readonly HashSet<string> s_lines = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "body", "caption", "center", "dd", "div", "dt", "figcaption", "footer", "form", "header", "hgroup", "html", "legend",
        "li", "main", "nav", "section", "tbody", "tfoot", "thead", "tr",
    };

    private readonly TextLayout _layout = new();
    private readonly Dictionary<IElement, int> _numbers = [];

    private HtmlText()
    {
    }

    /// <summary>Makes the text.</summary>
    /// <param name="html">The HTML.</param>
    public static string Of(string html)
    {
        // No browsing context: nothing is fetched and no script runs.
        using var document = new HtmlParser().ParseDocument(html);
        var text = new HtmlText();
        if (document.Body is { } body)
        {
            text.Add(body, 0);
        }

        return text._layout.ToString();
    }

    private static bool IsUnseen(IElement element)
    {
        if (s_unseen.Contains(element.LocalName) || element.HasAttribute("hidden"))
        {
            return true;
        }

        // How newsletters hide the line that mailboxes preview.
        var style = element.GetAttribute("style")?.Replace(" ", string.Empty) ?? string.Empty;
        return style.IndexOf("display:none", StringComparison.OrdinalIgnoreCase) >= 0 || style.IndexOf("mso-hide:all", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private void Add(INode node, int depth)
    {
        switch (node)
        {
            case IText text:
                _layout.Text(text.Data);
                break;
            case IElement element when !IsUnseen(element):
                AddElement(element, depth);
                break;
        }
    }

    private void AddElement(IElement element, int depth)
    {
        if (depth > MaxDepth)
        {
            _layout.Text(element.TextContent);
            return;
        }

        var name = element.LocalName;
        var isParagraph = s_paragraphs.Contains(name) && !(name is "ul" or "ol" && element.ParentElement is { LocalName: "li" });
        if (isParagraph || s_lines.Contains(name))
        {
            _layout.Break(isParagraph ? 2 : 1);
        }

        switch (name)
        {
            case "br":
                _layout.LineEnd();
                break;
            case "hr":
                _layout.Break(1);
                _layout.Text(Rule);
                _layout.Break(1);
                break;
            case "img":
                // Pictures side by side have no space between them, their names do.
                _layout.Text((element.PreviousSibling is IHtmlImageElement ? " " : string.Empty) + element.GetAttribute("alt"));
                break;
            case "a":
                AddLink(element, depth);
                break;
            case "li":
                Indented(element, depth, Marker(element), "  ");
                break;
            case "dd":
                Indented(element, depth, "  ", "  ");
                break;
            case "blockquote":
                Indented(element, depth, "> ", "> ");
                break;
            case "pre":
                _layout.IsVerbatim = true;
                AddChildren(element, depth);
                _layout.IsVerbatim = false;
                break;
            case "td" or "th":
                _layout.Gap();
                AddChildren(element, depth);
                break;
            default:
                AddChildren(element, depth);
                break;
        }

        if (isParagraph || s_lines.Contains(name))
        {
            _layout.Break(isParagraph ? 2 : 1);
        }
    }

    private void AddChildren(IElement element, int depth)
    {
        foreach (var child in element.ChildNodes)
        {
            Add(child, depth + 1);
        }
    }

    private void Indented(IElement element, int depth, string first, string others)
    {
        _layout.Indent(first, others.PadRight(first.Length));
        AddChildren(element, depth);
        _layout.Outdent();
    }

    private void AddLink(IElement element, int depth)
    {
        var before = _layout.Length;
        AddChildren(element, depth);
        var target = element.GetAttribute("href")?.Trim() ?? string.Empty;
        var colon = target.IndexOf(':');
        if (colon < 0 || target.Substring(0, colon).ToLowerInvariant() is not ("http" or "https" or "mailto" or "tel"))
        {
            return;
        }

        // A link that shows its own target is not told twice.
        var shown = _layout.Since(before).Trim();
        var plain = target.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || target.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)
            ? target.Substring(colon + 1)
            : target;
        if (shown.Length == 0)
        {
            _layout.Text(target);
        }
        else if (shown != target && shown != plain && shown.TrimEnd('/') != plain.Substring(plain.IndexOf("//", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0).TrimEnd('/'))
        {
            _layout.Text($" <{target}>");
        }
    }

    private string Marker(IElement item)
    {
        if (item.ParentElement is not IHtmlOrderedListElement list)
        {
            return "* ";
        }

        var number = _numbers.TryGetValue(list, out var next) ? next : list.Start;
        _numbers[list] = number + 1;
        return $"{number}. ";
    }
}

using System.Text;
using MimeKit.Text;

namespace SmtpTools.Messages;

/// <summary>
/// The references by which HTML shows images: in attributes, and in the CSS of style attributes and style elements. MimeKit's tokenizer finds
/// them; all other tags and text stay as they are.
/// </summary>
internal sealed class HtmlReferences
{
    private static readonly string[] s_signs = ["src", "background", "poster", "url(", "stylesheet"];

    private readonly Func<string, string?> _ofAttribute;
    private readonly Func<string, string?> _ofStyle;
    private readonly Action<string> _styleSheet;

    /// <summary>Prepares.</summary>
    /// <param name="ofAttribute">Takes an image that an attribute refers to; gives what to put there, or null to leave it.</param>
    /// <param name="ofStyle">Takes what CSS refers to, which may be a font or a style sheet too; gives the same.</param>
    /// <param name="styleSheet">Told of each style sheet that is linked to.</param>
    public HtmlReferences(Func<string, string?> ofAttribute, Func<string, string?> ofStyle, Action<string> styleSheet)
    {
        _ofAttribute = ofAttribute;
        _ofStyle = ofStyle;
        _styleSheet = styleSheet;
    }

    /// <summary>Whether it is worth looking.</summary>
    /// <param name="html">The HTML.</param>
    public static bool MayBeIn(string html) => s_signs.Any(sign => html.IndexOf(sign, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Replaces them.</summary>
    /// <param name="html">The HTML.</param>
    public string Replace(string html)
    {
        using var result = new StringWriter(new StringBuilder(html.Length));
        using var writer = new HtmlWriter(result);
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = false };
        StringBuilder? css = null;
        while (tokenizer.ReadNextToken(out var token))
        {
            if (css is not null && token is HtmlDataToken text)
            {
                _ = css.Append(text.Data);
                continue;
            }

            if (css is not null)
            {
                writer.WriteMarkupText(CssReferences.Replace(css.ToString(), _ofStyle));
                css = null;
            }

            if (token is HtmlTagToken { IsEndTag: false } tag)
            {
                css = tag.Id == HtmlTagId.Style ? new StringBuilder() : null;
                WriteTag(writer, tag);
            }
            else
            {
                writer.WriteToken(token);
            }
        }

        if (css is not null)
        {
            writer.WriteMarkupText(CssReferences.Replace(css.ToString(), _ofStyle));
        }

        writer.Flush();
        return result.ToString();
    }

    private static bool Is(HtmlAttribute attribute, string name) => string.Equals(attribute.Name, name, StringComparison.OrdinalIgnoreCase);

    private void WriteTag(HtmlWriter writer, HtmlTagToken tag)
    {
        if (tag.Id == HtmlTagId.Link
            && tag.Attributes.FirstOrDefault(attribute => Is(attribute, "rel"))?.Value?.IndexOf("stylesheet", StringComparison.OrdinalIgnoreCase) >= 0
            && tag.Attributes.FirstOrDefault(attribute => Is(attribute, "href"))?.Value is { } sheet)
        {
            _styleSheet(sheet.Trim());
        }

        var values = tag.Attributes.Select(attribute => attribute.Value is null ? null : Replaced(tag.Id, attribute)).ToList();
        if (!values.Exists(value => value is not null))
        {
            writer.WriteToken(tag);
            return;
        }

        if (tag.IsEmptyElement || tag.Id is HtmlTagId.Image or HtmlTagId.Input or HtmlTagId.Source)
        {
            writer.WriteEmptyElementTag(tag.Name);
        }
        else
        {
            writer.WriteStartTag(tag.Name);
        }

        foreach (var (attribute, value) in tag.Attributes.Zip(values, (attribute, value) => (attribute, value)))
        {
            if (attribute.Value is null)
            {
                writer.WriteAttributeName(attribute.Name);
            }
            else
            {
                writer.WriteAttribute(attribute.Name, value ?? attribute.Value);
            }
        }
    }

    // Null where it stays as it is.
    private string? Replaced(HtmlTagId tag, HtmlAttribute attribute)
    {
        var value = attribute.Value!;
        if (attribute.Id == HtmlAttributeId.Background || Is(attribute, "poster") || (attribute.Id == HtmlAttributeId.Src && tag is HtmlTagId.Image or HtmlTagId.Input))
        {
            return _ofAttribute(value.Trim());
        }

        var other = attribute.Id == HtmlAttributeId.Style ? CssReferences.Replace(value, _ofStyle) : Is(attribute, "srcset") ? SourceSet.Replace(value, _ofAttribute) : value;
        return other == value ? null : other;
    }
}

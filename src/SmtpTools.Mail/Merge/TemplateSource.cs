using SmtpTools.Messages;

namespace SmtpTools.Merge;

/// <summary>
/// Reads a template's files: a folder with fields.txt, body.txt, body.html and invite.ics, each as far as it is there; or one file whose
/// fields stand before an empty line as in a message, with the body after it.
/// </summary>
internal sealed class TemplateSource
{
    private const string FieldFile = "fields.txt";
    private const string TextFile = "body.txt";
    private const string HtmlFile = "body.html";
    private const string CalendarFile = "invite.ics";
    private const int MaxFile = 8 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <exception cref="MailTemplateException">There is none, or what is there can't be read.</exception>
    public TemplateSource(string path)
    {
        if (Directory.Exists(path))
        {
            Folder = path;
            Fields = Read(FieldFile) is { } fields ? ReadFields(fields, Path.Combine(path, FieldFile)) : [];
            Text = Liquid(TextFile);
            Html = Liquid(HtmlFile);
            Calendar = Liquid(CalendarFile);
            if (Text is null && Html is null)
            {
                throw new MailTemplateException($"The folder \"{path}\" is no template: it has neither {TextFile} nor {HtmlFile}.", path);
            }

            return;
        }

        Folder = Path.GetDirectoryName(path) ?? path;
        var content = Read(Path.GetFileName(path)) ?? throw new MailTemplateException($"The template \"{path}\" does not exist.", path);
        var (head, body) = Split(content);
        Fields = ReadFields(head, path);
        var isHtml = Path.GetExtension(path).ToLowerInvariant() is ".html" or ".htm" || body.TrimStart().StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            || body.TrimStart().StartsWith("<html", StringComparison.OrdinalIgnoreCase);
        Html = isHtml ? new LiquidText(body, path) : null;
        Text = isHtml ? null : new LiquidText(body, path);
    }

    /// <summary>The folder that pictures and relative attachments are looked for in.</summary>
    public string Folder { get; }

    /// <summary>The header fields in their order.</summary>
    public IReadOnlyList<TemplateField> Fields { get; }

    /// <summary>The plain text; null for none.</summary>
    public LiquidText? Text { get; }

    /// <summary>The HTML; null for none.</summary>
    public LiquidText? Html { get; }

    /// <summary>The invitation; null for none.</summary>
    public LiquidText? Calendar { get; }

    // The head of a message, where there is one: lines that are fields or go on with one, ended by an empty line.
    private static (string Head, string Body) Split(string content)
    {
        var at = 0;
        while (at < content.Length)
        {
            var end = content.IndexOf('\n', at);
            var line = content.Substring(at, (end < 0 ? content.Length : end) - at).TrimEnd('\r');
            if (line.Length == 0 && at > 0)
            {
                return (content.Substring(0, at), end < 0 ? string.Empty : content.Substring(end + 1));
            }

            var colon = line.IndexOf(':');
            var isField = colon > 0 && TextRules.IsFieldName(line.Substring(0, colon)) && line[0] != '{' && line[0] != '<';
            var goesOn = at > 0 && line.Length > 0 && line[0] is ' ' or '\t';
            if ((!isField && !goesOn) || end < 0)
            {
                break;
            }

            at = end + 1;
        }

        return (string.Empty, content);
    }

    private static List<TemplateField> ReadFields(string text, string file)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0))
        {
            var colon = line.IndexOf(':');
            if (line[0] is ' ' or '\t' && fields.Count > 0)
            {
                fields[fields.Count - 1] = (fields[fields.Count - 1].Name, $"{fields[fields.Count - 1].Value} {line.Trim()}");
            }
            else if (colon > 0 && TextRules.IsFieldName(line.Substring(0, colon)))
            {
                fields.Add((line.Substring(0, colon), line.Substring(colon + 1).Trim()));
            }
            else
            {
                throw new MailTemplateException($"\"{file}\": '{line}' is no field; write Name: value, such as To: {{{{ Email }}}}.", file);
            }
        }

        return fields.ConvertAll(field => new TemplateField(field.Name, new LiquidText(field.Value, file)));
    }

    private LiquidText? Liquid(string name) => Read(name) is { } text ? new LiquidText(text, Path.Combine(Folder, name)) : null;

    private string? Read(string name)
    {
        var path = Path.Combine(Folder, name);
        try
        {
            var file = new FileInfo(path);
            return !file.Exists ? null
                : file.Length <= MaxFile ? File.ReadAllText(path)
                : throw new MailTemplateException($"\"{path}\" is larger than {MaxFile} octets, which no template is.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailTemplateException($"\"{path}\" can't be read: {e.Message}", path, innerException: e);
        }
    }
}

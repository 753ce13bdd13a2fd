using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace SmtpTools.Merge;

/// <summary>One text of a template, in Liquid, parsed once and filled in for each row. A field that a row lacks is an error, as is an unknown filter.</summary>
internal sealed class LiquidText
{
    // The template's author is trusted, its data is not: a bound for what a loop over a row's list can make of it.
    private const int MaxSteps = 100_000;
    private const string MissingStart = "Undefined variable '";

    // It parses only, and so is shared by all; no include, no file access of its own.
    private static readonly FluidParser s_parser = new(new FluidParserOptions { AllowFunctions = false });

    // Letters of all scripts stay as they are; what HTML takes for markup does not.
    private static readonly HtmlEncoder s_html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly IFluidTemplate _template;
    private readonly string _source;
    private readonly string _file;

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file that it stands in.</param>
    /// <exception cref="MailTemplateException">It is not well-formed.</exception>
    public LiquidText(string text, string file)
    {
        _file = file;
        _source = text.Trim();
        _template = s_parser.TryParse(text, out var template, out var error)
            ? template
            : throw new MailTemplateException($"\"{file}\" is no template that can be read: {error}", file);
    }

    /// <summary>Whether the text is one value and nothing else.</summary>
    public bool IsOneValue =>
        _source.StartsWith("{{", StringComparison.Ordinal) && _source.EndsWith("}}", StringComparison.Ordinal) && _source.IndexOf("{{", 2, StringComparison.Ordinal) < 0;

    /// <summary>The options that all texts are filled in with.</summary>
    public static TemplateOptions MakeOptions() => new()
    {
        StrictVariables = true,
        StrictFilters = true,
        MaxSteps = MaxSteps,
    };

    /// <summary>Fills the text in.</summary>
    /// <param name="row">The row's values.</param>
    /// <param name="isHtml">Whether values are escaped for HTML.</param>
    /// <param name="number">The row's number, for errors.</param>
    /// <exception cref="MailTemplateException">The row lacks a field, or a value can't be used as the text wants.</exception>
    public string Fill(TemplateContext row, bool isHtml, int number)
    {
        try
        {
            return _template.Render(row, isHtml ? s_html : NullEncoder.Default);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            // Fluid has several exceptions of its own, and filters throw what their values make them throw.
            throw Failure(e, number);
        }
    }

    private MailTemplateException Failure(Exception error, int number)
    {
        if (error.Message.StartsWith(MissingStart, StringComparison.Ordinal))
        {
            var field = error.Message.Substring(MissingStart.Length).TrimEnd('\'');
            return new MailTemplateException($"Row {number} has no field '{field}', which \"{_file}\" asks for.", _file, number, field, error);
        }

        return new MailTemplateException($"\"{_file}\" can't be filled in for row {number}: {error.Message}", _file, number, null, error);
    }
}

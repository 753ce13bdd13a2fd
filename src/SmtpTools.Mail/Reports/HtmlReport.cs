using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace SmtpTools.Reports;

/// <summary>A page from one of the templates beside this file. Every value is escaped; the style is the one thing that is put in as it is.</summary>
internal sealed class HtmlReport
{
    private const string StyleName = "report-style.css";

    private static readonly FluidParser s_parser = new();

    // Letters of all scripts stay as they are; what HTML takes for markup does not.
    private static readonly HtmlEncoder s_html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly IFluidTemplate _template;

    /// <param name="name">The template's file name.</param>
    public HtmlReport(string name) => _template = s_parser.Parse(Resource(name));

    /// <summary>Fills the template in.</summary>
    /// <param name="values">The values by name: text, numbers, lists and further such dictionaries.</param>
    public string Fill(Dictionary<string, object?> values)
    {
        values["style"] = Resource(StyleName);

        // Our own template and our own values, so that a name that is missing is a defect and shown as one.
        var options = new TemplateOptions { StrictVariables = true, StrictFilters = true };
        var context = new TemplateContext(options);
        foreach (var value in values)
        {
            _ = context.SetValue(value.Key, value.Value);
        }

        return _template.Render(context, s_html);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("SmtpTools.Mail.Reports." + name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace SmtpTools.Reports;

/// <summary>
/// A page from one of the templates beside this file, within the frame that all have in common. Every value is escaped; the style is the one
/// thing that is put in as it is.
/// </summary>
internal sealed class HtmlReport
{
    private const string StyleName = "report-style.css";
    private const string PageName = "report-page.liquid";
    private const string FindingsName = "report-findings.liquid";

    private static readonly FluidParser s_parser = new();

    // Letters of all scripts stay as they are; what HTML takes for markup does not.
    private static readonly HtmlEncoder s_html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly IFluidTemplate _template;

    /// <param name="name">The file name of the template of the page's main part.</param>
    public HtmlReport(string name) => _template = s_parser.Parse(
        Resource(PageName).Replace("<!-- main -->", Resource(name)).Replace("<!-- findings -->", Resource(FindingsName)));

    /// <summary>A time as all reports write it.</summary>
    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The values of the part that all reports tell of findings.</summary>
    public static Dictionary<string, object?> Values(Finding finding) => new()
    {
        ["severity"] = finding.Severity.ToString(),
        ["grade"] = finding.Severity switch { FindingSeverity.Error => "bad", FindingSeverity.Warning => "weak", _ => "faint" },
        ["title"] = finding.Title,
        ["evidence"] = finding.Evidence,
        ["meaning"] = finding.Meaning,
        ["remedy"] = finding.Remedy,
        ["id"] = finding.Id,
        ["reference"] = finding.Reference,
    };

    /// <summary>How good a test came out.</summary>
    public static string GradeOf(bool passed, IEnumerable<Finding> findings) =>
        !passed ? "bad" : findings.Any(static finding => finding.Severity == FindingSeverity.Warning) ? "weak" : "good";

    /// <summary>Fills the template in.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="made">The time that the page bears.</param>
    /// <param name="values">The values by name: text, numbers, lists and further such dictionaries.</param>
    public string Fill(string title, DateTimeOffset made, Dictionary<string, object?> values)
    {
        values["title"] = title;
        values["made"] = Utc(made);
        values["made_iso"] = made.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
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

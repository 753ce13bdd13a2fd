using System.Text;

namespace SmtpTools.Benchmarks;

/// <summary>What the comparison has to say, in Markdown: on the console as it comes, and kept for a page.</summary>
internal sealed class Report
{
    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    private readonly StringBuilder _text = new();

    public void Line(string line = "")
    {
        Console.WriteLine(line);
        _ = _text.Append(line).Append('\n');
    }

    public void Heading(string title)
    {
        Line();
        Line($"### {title}");
        Line();
    }

    /// <summary>Puts all of it into a page, in place of what stands between two marks there.</summary>
    public void WriteInto(string page)
    {
        var text = File.ReadAllText(page);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"{page} has no place for the figures: {Begin} and {End} mark it.");
        }

        File.WriteAllText(page, $"{text[..(begin + Begin.Length)]}\n{_text.ToString().Trim()}\n{text[end..]}");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SmtpTools.Benchmarks;

/// <summary>
/// Measures mail merge in this process, on one thread: a small template with text and HTML, filled in and built row after row, and how the memory
/// in use grew meanwhile.
/// </summary>
internal static class MergeMeasurement
{
    private const int WarmUp = 1000;

    /// <summary>Arguments: the number of rows.</summary>
    public static int Execute(string[] args)
    {
        var rows = int.Parse(args[0], CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("SmtpTools.Merge.");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "fields.txt"), "From: News <news@example.org>\nTo: {{ Name }} <{{ Email }}>\nSubject: News for {{ Name }}\nList-Unsubscribe: <https://example.org/u/{{ Id }}>\n");
            File.WriteAllText(Path.Combine(folder.FullName, "body.txt"), "Dear {{ Name }},\n\nyour number is {{ Id }}.\n{% if City == 'Here' %}Come and see us.{% endif %}\n");
            File.WriteAllText(Path.Combine(folder.FullName, "body.html"), "<p>Dear {{ Name }},</p><p>your number is <b>{{ Id }}</b>.</p>{% if City == 'Here' %}<p>Come and see us.</p>{% endif %}\n");
            var template = MailTemplate.Load(folder.FullName);
            _ = Make(template, 0, WarmUp);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            var octets = Make(template, WarmUp, rows);
            var seconds = clock.Elapsed.TotalSeconds;
            process.Refresh();
            var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
            Console.WriteLine(JsonSerializer.Serialize(new MergeFigures(
                rows, octets, seconds, (process.TotalProcessorTime - cpu).TotalSeconds, growth / 1024, process.PeakWorkingSet64 / 1024)));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long Make(MailTemplate template, int from, int count)
    {
        long octets = 0;
        for (var i = from; i < from + count; i++)
        {
            var options = new MailMessageOptions();
            var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
            {
                ["Name"] = $"Person {i} \u00D6, Jr.", ["Email"] = $"person{i}@example.com", ["Id"] = i, ["City"] = i % 2 == 0 ? "Here" : "There",
            };
            template.Fill(options, row, i + 1);
            octets += MessageBuilder.Build(options).Size ?? 0;
        }

        return octets;
    }
}

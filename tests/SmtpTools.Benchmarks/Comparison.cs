using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmtpTools.Benchmarks.Domains;

namespace SmtpTools.Benchmarks;

/// <summary>Runs sets of scenarios, all or one, and says which targets they reach.</summary>
internal static class Comparison
{
    private static readonly IScenarioSet[] s_sets = [new SendingSet(), new MergeSet(), new DomainSet()];

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    public static int Execute(string[] args)
    {
        var only = ValueOf("--only");
        var sets = only is null ? s_sets : Array.FindAll(s_sets, set => set.Name == only);
        if (sets.Length == 0)
        {
            Console.Error.WriteLine($"No set is called '{only}'; there are {string.Join(", ", s_sets.Select(set => set.Name))}.");
            return 1;
        }

        var machine = $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        var report = new Report();
        report.Line(string.Create(CultureInfo.InvariantCulture, $"Measured {DateTimeOffset.UtcNow:yyyy-MM-dd}: {machine}."));
        var measured = sets.ToDictionary(set => set.Name, set => set.Measure(args.Contains("--quick"), report));
        var targets = measured.Values.SelectMany(set => set.Targets).ToList();
        Target.Print(targets, report);
        if (ValueOf("--out") is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(new { Machine = machine, Sets = measured.ToDictionary(set => set.Key, set => set.Value.Figures), Targets = targets }, s_json));
        }

        if (ValueOf("--docs") is { } page)
        {
            report.WriteInto(page);
        }

        return 0;

        string? ValueOf(string option) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
    }
}

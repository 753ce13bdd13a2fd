using System.Globalization;
using System.Text.Json;

namespace SmtpTools.Benchmarks;

/// <summary>Runs all scenarios, every contender in a process of its own against the same sink, in turns, and prints the medians.</summary>
internal static class Comparison
{
    public static int Execute(string[] args)
    {
        var quick = args.Contains("--quick");
        var file = Array.IndexOf(args, "--out") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        var seconds = quick ? 1.5 : 3;
        var rounds = quick ? 1 : 3;
        var all = new List<(Scenario Scenario, Figures Figures)>();
        using var sink = Peer.Start("sink");
        foreach (var scenario in Scenario.All(quick))
        {
            using var relay = scenario.RoundTrip > 0
                ? Peer.Start("relay", sink.Port.ToString(CultureInfo.InvariantCulture), (scenario.RoundTrip / 2.0).ToString(CultureInfo.InvariantCulture))
                : null;
            var port = relay?.Port ?? sink.Port;
            var runs = new List<Figures>();
            for (var round = 0; round < rounds; round++)
            {
                runs.AddRange(scenario.Contenders.Select(contender => Measure(contender, scenario, seconds, port)));
            }

            var medians = runs.GroupBy(run => run.Contender).Select(group => group.OrderBy(run => run.PerSecond).ElementAt(group.Count() / 2)).ToList();
            Print(scenario, medians);
            all.AddRange(medians.Select(median => (scenario, median)));
        }

        if (file is not null)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(all.Select(row => new { row.Scenario.Title, row.Scenario.RoundTrip, row.Figures }), s_json));
        }

        return 0;
    }

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private static Figures Measure(string contender, Scenario scenario, double seconds, int port)
    {
        using var process = Peer.Own(
            "run", contender, Text(scenario.Size), Text(scenario.Connections), seconds.ToString(CultureInfo.InvariantCulture), Text(port));
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Figures>(line)!
            : throw new InvalidOperationException($"{contender} failed in '{scenario.Title}'.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Print(Scenario scenario, List<Figures> medians)
    {
        var best = medians.Where(row => row.Contender.StartsWith("mailkit", StringComparison.Ordinal)).Select(row => row.PerSecond).DefaultIfEmpty(double.NaN).Max();
        Console.WriteLine();
        Console.WriteLine($"## {scenario.Title}");
        Console.WriteLine();
        Console.WriteLine("| contender | messages/s | x MailKit's best | CPU s per 1000 | octets allocated each | peak MiB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var row in medians)
        {
            Console.WriteLine(string.Format(
                CultureInfo.InvariantCulture, "| {0} | {1:N0} | {2:F2} | {3:F3} | {4:N0} | {5:N0} |",
                row.Contender, row.PerSecond, row.PerSecond / best, row.CpuPer1000, row.AllocatedPerMessage, row.PeakKiB / 1024));
        }
    }
}

using System.Globalization;
using SmtpTools.Benchmarks.Contenders;
using SmtpTools.Benchmarks.Sinks;

namespace SmtpTools.Benchmarks;

/// <summary>Handing over messages: every contender in a process of its own against the same sink, in turns; the medians count.</summary>
internal sealed class SendingSet : IScenarioSet
{
    private const long LargeFile = 1024L * Scenario.MiB;

    public string Name => "sending";

    public (object Figures, IReadOnlyList<Target> Targets) Measure(bool quick, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("smtptools-bench-").FullName;
        try
        {
            var tables = Scenario.All(quick).GroupBy(scenario => scenario.Sink).SelectMany(group => RunAgainst(group.Key, [.. group], folder, report)).ToList();
            var growth = quick ? [] : MeasureGrowth(folder, report);
            return (new { Tables = tables, MemoryGrowth = growth }, [.. new Targets(tables, growth).All()]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<Table> RunAgainst(SinkKind kind, List<Scenario> scenarios, string folder, Report report)
    {
        var root = Path.Combine(folder, "root.pem");
        if (kind switch { SinkKind.SmtpSink => !SmtpSink.IsInstalled, SinkKind.Postfix => !PostfixSink.IsInstalled, _ => false })
        {
            report.Line();
            report.Line($"{kind} is not installed (or this is not root): its scenarios are left out.");
            return [];
        }

        using ISink sink = kind switch
        {
            SinkKind.SmtpSink => new SmtpSink(),
            SinkKind.Postfix => new PostfixSink(),
            SinkKind.OwnTls => Peer.Start("sink", "--tls", root),
            _ => Peer.Start("sink"),
        };
        return scenarios.ConvertAll(scenario =>
        {
            var table = Run(scenario, sink.Port, root);
            table.Print(report);
            return table;
        });
    }

    private static Table Run(Scenario scenario, int sinkPort, string root)
    {
        using var relay = scenario.RoundTrip > 0 ? Peer.Start("relay", Text(sinkPort), Text(scenario.RoundTrip / 2.0)) : null;
        var contenders = scenario.Contenders.Where(contender => contender != "smtp-source" || SmtpSource.Program is not null).ToList();
        var runs = new List<Figures>();
        for (var round = 0; round < scenario.Rounds; round++)
        {
            runs.AddRange(contenders.Select(contender => Measure(contender, scenario, relay?.Port ?? sinkPort, root)));
        }

        return new Table(scenario, [.. runs.GroupBy(run => run.Contender).Select(group => group.OrderBy(run => run.PerSecond).ElementAt(group.Count() / 2))]);
    }

    private static Figures Measure(string contender, Scenario scenario, int port, string root)
    {
        var isTls = scenario.Sink == SinkKind.OwnTls;
        return Peer.Result<Figures>(
            isTls ? root : null, "run", contender, Text(scenario.Size), Text(scenario.Connections), Text(scenario.Seconds), Text(port), isTls ? "tls" : "plain");
    }

    private static List<MemoryGrowth> MeasureGrowth(string folder, Report report)
    {
        var (small, large) = (Path.Combine(folder, "small.eml"), Path.Combine(folder, "large.eml"));
        Messages.ToFile(small, Scenario.MiB);
        Messages.ToFile(large, LargeFile);
        using var sink = Peer.Start("sink");
        List<MemoryGrowth> growth = [.. new[] { "data", "bdat" }.Select(way => Peer.Result<MemoryGrowth>(null, "memory", way, small, large, Text(sink.Port)))];
        report.Heading("1 GiB from a file");
        report.Line("| by | seconds | MiB/s | growth MiB |");
        report.Line("| --- | ---: | ---: | ---: |");
        foreach (var run in growth)
        {
            report.Line(string.Format(
                CultureInfo.InvariantCulture, "| {0} | {1:F1} | {2:N0} | {3:F1} |", run.Way, run.Seconds, run.Octets / run.Seconds / Scenario.MiB, run.GrowthKiB / 1024.0));
        }

        return growth;
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

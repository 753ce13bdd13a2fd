using System.Globalization;

namespace SmtpTools.Benchmarks;

/// <summary>Mail merge: a small template, filled in row after row.</summary>
internal sealed class MergeSet : IScenarioSet
{
    private const int Rows = 10_000;
    private const int LeastPerCpuSecond = 2000;
    private const int MostGrowthMiB = 4;

    public string Name => "merge";

    public (object Figures, IReadOnlyList<Target> Targets) Measure(bool quick, Report report)
    {
        var figures = Peer.Result<MergeFigures>(null, "merge", Rows.ToString(CultureInfo.InvariantCulture));
        report.Heading("Mail merge");
        report.Line("| rows | octets each | messages/s | messages per CPU second | growth MiB | peak MiB |");
        report.Line("| ---: | ---: | ---: | ---: | ---: | ---: |");
        report.Line(string.Format(
            CultureInfo.InvariantCulture, "| {0:N0} | {1:N0} | {2:N0} | {3:N0} | {4:F1} | {5:N0} |",
            figures.Rows, figures.Octets / figures.Rows, figures.PerSecond, figures.PerCpuSecond, figures.GrowthKiB / 1024.0, figures.PeakKiB / 1024));
        return (figures,
        [
            Target.AtLeast(LeastPerCpuSecond, figures.PerCpuSecond, "Mail merge, a small template: messages per second of one core"),
            Target.AtMost(MostGrowthMiB, figures.GrowthKiB / 1024.0, "Mail merge, 10,000 rows: MiB of memory growth"),
        ]);
    }
}

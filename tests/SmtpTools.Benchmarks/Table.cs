using System.Globalization;

namespace SmtpTools.Benchmarks;

/// <summary>One scenario with the median run of each contender.</summary>
internal sealed record Table(Scenario Scenario, IReadOnlyList<Figures> Rows)
{
    /// <summary>The faster one of MailKit as it comes and MailKit with NoDelay.</summary>
    public Figures? MailKit => Rows.Where(row => row.Contender.StartsWith("mailkit", StringComparison.Ordinal)).MaxBy(row => row.PerSecond);

    public Figures Of(string contender) => Rows.Single(row => row.Contender == contender);

    public void Print(Report report)
    {
        var unit = Scenario.Size == 0 ? "connections/s" : "messages/s";
        report.Heading(Scenario.Title);
        report.Line($"| contender | {unit} | x MailKit's best | CPU s per 1000 | octets allocated each | peak MiB |");
        report.Line("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var row in Rows)
        {
            report.Line(string.Format(
                CultureInfo.InvariantCulture, "| {0} | {1:N0} | {2:F2} | {3:F3} | {4:N0} | {5:N0} |",
                row.Contender, row.PerSecond, row.PerSecond / MailKit?.PerSecond, row.CpuPer1000, row.AllocatedPerMessage, row.PeakKiB / 1024));
        }
    }
}

using System.Globalization;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>The domain cmdlets against a Knot on loopback, beside DnsClient alone and dnsperf; medians of several turns.</summary>
internal sealed class DomainSet : IScenarioSet
{
    private const int Turns = 5;
    private const int Exchangers = 10_000;
    private const int Tests = 1_000;

    public string Name => "domains";

    public (object Figures, IReadOnlyList<Target> Targets) Measure(bool quick, Report report)
    {
        report.Heading("Domains");
        if (!KnotServer.IsInstalled)
        {
            report.Line("Knot is not installed: nothing is measured.");
            return (Array.Empty<DomainFigures>(), []);
        }

        using var server = new KnotServer(Exchangers);
        List<DomainFigures> runs = [];
        for (var turn = 0; turn < (quick ? 1 : Turns); turn++)
        {
            runs.AddRange(new[] { "mx-smtptools", "mx-dnsclient", "mx-smtptools-anew", "mx-dnsclient-anew" }.SelectMany(contender => Measure(contender, server.Port, Exchangers)));
            runs.AddRange(CmdletRun.IsBuilt ? [CmdletRun.Run(server.Port, Exchangers)] : []);
            runs.AddRange(DnsPerf.IsInstalled ? [DnsPerf.Run(server.Port, Exchangers)] : []);
            runs.AddRange(Measure("test", server.Port, Tests));
        }

        var rows = runs.GroupBy(run => run.Contender).Select(group => group.OrderBy(run => run.Seconds).ElementAt(group.Count() / 2)).ToList();
        Print(rows, report);

        // Neighbours in time are compared, and the median of that is taken: what else the machine does meets both.
        return (rows,
        [
            Target.AtLeast(0.8, Ratio(runs, "DnsClient alone", "Resolve-MailExchanger"), "Resolve-MailExchanger on 10,000 domains, rate against DnsClient alone"),
            Target.AtMost(2, Ratio(runs, "Test-MailDomain", "its questions by DnsClient alone"), "Test-MailDomain on 1,000 domains, time against its questions alone"),
            Target.AtMost(16, rows.Max(row => row.GrowthKiB ?? 0) / 1024.0, "Resolve-MailExchanger: MiB of memory growth in 30,000 further domains"),
        ]);
    }

    private static DomainFigures[] Measure(string contender, int port, int domains) => Peer.Result<DomainFigures[]>(
        null, "domain", contender, port.ToString(CultureInfo.InvariantCulture), domains.ToString(CultureInfo.InvariantCulture));

    // The seconds of one by those of the other.
    private static double Ratio(List<DomainFigures> runs, string one, string other)
    {
        var (ones, others) = (runs.FindAll(run => run.Contender == one), runs.FindAll(run => run.Contender == other));
        return ones.Zip(others, (a, b) => a.Seconds / b.Seconds).Order().ElementAt(ones.Count / 2);
    }

    private static void Print(List<DomainFigures> rows, Report report)
    {
        report.Line("| contender | domains | questions | seconds | questions/s | CPU s | growth MiB |");
        report.Line("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var row in rows)
        {
            report.Line(string.Format(
                CultureInfo.InvariantCulture, "| {0} | {1:N0} | {2:N0} | {3:F2} | {4:N0} | {5:F2} | {6:F1} |",
                row.Contender, row.Domains, row.Questions, row.Seconds, row.PerSecond, row.CpuSeconds, row.GrowthKiB / 1024.0));
        }
    }
}

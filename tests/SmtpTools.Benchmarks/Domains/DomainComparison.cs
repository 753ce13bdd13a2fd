using System.Globalization;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>The domain cmdlets against a Knot on loopback, beside DnsClient alone and dnsperf; medians of several turns.</summary>
internal static class DomainComparison
{
    private const int Rounds = 3;
    private const int Exchangers = 10_000;
    private const int Tests = 1_000;

    public static int Execute()
    {
        if (!KnotServer.IsInstalled)
        {
            Console.WriteLine("Knot is not installed: nothing is measured.");
            return 0;
        }

        using var server = new KnotServer(Exchangers);
        List<DomainFigures> runs = [];
        for (var round = 0; round < Rounds; round++)
        {
            runs.AddRange(new[] { "mx-smtptools", "mx-dnsclient", "mx-smtptools-anew", "mx-dnsclient-anew" }.SelectMany(contender => Measure(contender, server.Port, Exchangers)));
            runs.AddRange(CmdletRun.IsBuilt ? [CmdletRun.Run(server.Port, Exchangers)] : []);
            runs.AddRange(DnsPerf.IsInstalled ? [DnsPerf.Run(server.Port, Exchangers)] : []);
            runs.AddRange(Measure("test", server.Port, Tests));
        }

        var rows = runs.GroupBy(run => run.Contender).Select(group => group.OrderBy(run => run.Seconds).ElementAt(group.Count() / 2)).ToList();
        var report = new Report();
        Print(rows, report);

        // Neighbours in time are compared, and the median of that is taken: what else the machine does meets both.
        Target.Print(
            [
                Target.AtLeast(0.8, Ratio(runs, "DnsClient alone", "Resolve-MailExchanger"), "Resolve-MailExchanger on 10,000 domains, rate against DnsClient alone"),
                Target.AtMost(2, Ratio(runs, "Test-MailDomain", "its questions by DnsClient alone"), "Test-MailDomain on 1,000 domains, time against its questions alone"),
                Target.AtMost(16, rows.Max(row => row.GrowthKiB ?? 0) / 1024.0, "MiB that Resolve-MailExchanger grows by in 30,000 further domains"),
            ],
            report);
        return 0;
    }

    private static DomainFigures[] Measure(string contender, int port, int domains) => Peer.Result<DomainFigures[]>(
        null, "domain", contender, port.ToString(CultureInfo.InvariantCulture), domains.ToString(CultureInfo.InvariantCulture));

    // The seconds of one by those of the other.
    private static double Ratio(List<DomainFigures> runs, string one, string other)
    {
        var (ones, others) = (runs.FindAll(run => run.Contender == one), runs.FindAll(run => run.Contender == other));
        return ones.Zip(others, (a, b) => a.Seconds / b.Seconds).Order().ElementAt(Rounds / 2);
    }

    private static void Print(List<DomainFigures> rows, Report report)
    {
        report.Line();
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

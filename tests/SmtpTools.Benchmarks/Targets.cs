using SmtpTools.Benchmarks.Sinks;

namespace SmtpTools.Benchmarks;

/// <summary>The ratios that this engine is to reach, drawn from what was measured. One whose scenario was not run is left out.</summary>
internal sealed class Targets(IReadOnlyList<Table> tables, IReadOnlyList<MemoryGrowth> growth)
{
    private const int KiB = Scenario.KiB;
    private const int MiB = Scenario.MiB;

    public IEnumerable<Target> All() =>
        [.. Small(), .. Large(), .. growth.Select(Growth), .. Connections(), .. Far(), .. NoWaits(), .. Tls()];

    private IEnumerable<Target> Small()
    {
        if (Find(SinkKind.Own, KiB) is { } one)
        {
            var mailKit = one.MailKit!;
            foreach (var way in new[] { "smtptools-data", "smtptools-data-many" })
            {
                var own = one.Of(way);
                yield return Target.AtLeast(2, own.PerSecond / mailKit.PerSecond, $"1 KiB, {way}: messages/s x MailKit's best");
                yield return Target.AtMost(0.5, own.CpuPer1000 / mailKit.CpuPer1000, $"1 KiB, {way}: CPU x MailKit's");
                yield return Target.AtMost(0.2, (double)own.AllocatedPerMessage! / (double)mailKit.AllocatedPerMessage!, $"1 KiB, {way}: allocations x MailKit's");
                yield return Target.AtLeast(0.7, own.PerSecond / one.Of("raw-data").PerSecond, $"1 KiB, {way}: messages/s x raw-data");
            }

            yield return Target.AtLeast(10, one.Of("smtptools-window").PerSecond / mailKit.PerSecond, "1 KiB, smtptools-window: messages/s x MailKit's best");
        }

        if (Find(SinkKind.Own, 10 * KiB) is { } ten)
        {
            foreach (var way in new[] { "smtptools-data", "smtptools-data-many", "smtptools-bdat" })
            {
                yield return Target.AtLeast(2.5, ten.Of(way).PerSecond / ten.MailKit!.PerSecond, $"10 KiB, {way}: messages/s x MailKit's best");
            }
        }
    }

    private IEnumerable<Target> Large()
    {
        foreach (var size in new[] { MiB, 25 * MiB })
        {
            if (Find(SinkKind.Own, size) is { } table)
            {
                yield return Target.AtLeast(0.8, table.Of("smtptools-data").PerSecond / table.Of("raw-data").PerSecond, $"{size / MiB} MiB, smtptools-data: messages/s x raw-data");
                yield return Target.AtLeast(0.8, table.Of("smtptools-bdat").PerSecond / table.Of("raw-bdat").PerSecond, $"{size / MiB} MiB, smtptools-bdat: messages/s x raw-bdat");
            }
        }
    }

    private static Target Growth(MemoryGrowth run) =>
        Target.AtMost(16, run.GrowthKiB / 1024.0, $"{run.Octets / MiB} MiB from a file by {run.Way}: MiB of memory growth");

    private IEnumerable<Target> Connections()
    {
        foreach (var size in new[] { KiB, 10 * KiB, MiB, 25 * MiB })
        {
            if (Find(SinkKind.Own, size, connections: 16) is { } table)
            {
                var own = table.Rows.Where(row => row.Contender.StartsWith("smtptools", StringComparison.Ordinal)).MaxBy(row => row.PerSecond)!;
                yield return Target.AtLeast(2, own.PerSecond / table.MailKit!.PerSecond, $"{table.Scenario.Title}, {own.Contender}: messages/s x MailKit's best");
                yield return Target.AtLeast(2, table.Of("smtptools-data").PerSecond / table.MailKit!.PerSecond, $"{table.Scenario.Title}, smtptools-data: messages/s x MailKit's best");
            }
        }
    }

    private IEnumerable<Target> Far()
    {
        if (Find(SinkKind.Own, KiB, roundTrip: 50) is { } table)
        {
            var mailKit = table.MailKit!.PerSecond;
            yield return Target.AtLeast(2.5, table.Of("smtptools-data-many").PerSecond / mailKit, "50 ms round trip, smtptools-data-many: messages/s x MailKit's");
            yield return Target.AtLeast(20, table.Of("smtptools-window").PerSecond / mailKit, "50 ms round trip, smtptools-window: messages/s x MailKit's");
        }
    }

    /// <summary>Nagle's algorithm on one side and a delayed acknowledgement on the other cost 40 ms a message where they meet.</summary>
    private IEnumerable<Target> NoWaits()
    {
        var slow = 0.0;
        var where = string.Empty;
        foreach (var table in tables.Where(table => table.Scenario is { RoundTrip: 0, Connections: 1, Size: > 0 and <= MiB }))
        {
            foreach (var row in table.Rows.Where(row => row.Contender.StartsWith("smtptools", StringComparison.Ordinal)))
            {
                var milliseconds = 1000 / row.PerSecond;
                (slow, where) = milliseconds > slow ? (milliseconds, $"{table.Scenario.Title}, {row.Contender}") : (slow, where);
            }
        }

        if (where.Length > 0)
        {
            yield return Target.AtMost(35, slow, $"Up to 1 MiB on any path, the slowest ({where}): ms per message");
        }
    }

    private IEnumerable<Target> Tls()
    {
        if (Find(SinkKind.OwnTls, 0) is { } table)
        {
            yield return Target.AtMost(1, table.Of("smtptools-connect").CpuPer1000 / table.MailKit!.CpuPer1000, "Connection with STARTTLS: CPU x MailKit's");
        }
    }

    private Table? Find(SinkKind sink, int size, int connections = 1, int roundTrip = 0) => tables.FirstOrDefault(table =>
        table.Scenario.Sink == sink && table.Scenario.Size == size && table.Scenario.Connections == connections && table.Scenario.RoundTrip == roundTrip);
}

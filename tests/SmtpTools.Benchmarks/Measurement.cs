using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SmtpTools.Benchmarks.Contenders;

namespace SmtpTools.Benchmarks;

/// <summary>
/// Measures one contender in this process: a warm-up that does not count, then as many messages as fit into the given time, on one thread
/// for each connection.
/// </summary>
internal static class Measurement
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(0.7);

    // What opens a connection is run some hundreds of times a second and not some ten thousands: the compiler takes longer to be done with it, the
    // longer the busier the machine is, and its time would be counted as the contender's.
    private static readonly TimeSpan s_stepOfConnections = TimeSpan.FromSeconds(2);

    /// <summary>Arguments: contender, size, connections, seconds, port, and "tls" or "plain".</summary>
    public static int Execute(string[] args)
    {
        var (name, size, connections, seconds, port) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture),
            double.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        var workload = new Workload(port, size, args[5] == "tls");
        var figures = name == "smtp-source" ? SmtpSource.Measure(workload, connections, seconds) : Measure(name, workload, connections, seconds);
        Console.WriteLine(JsonSerializer.Serialize(figures));
        return 0;
    }

    private static Figures Measure(string name, Workload workload, int connections, double seconds)
    {
        var clients = Enumerable.Range(0, connections).Select(_ => ContenderFactory.Create(name, workload)).ToArray();
        if (workload.Size == 0)
        {
            WarmUp.UntilCompiled(() => Run(clients, s_stepOfConnections));
        }
        else
        {
            _ = Run(clients, s_warmUp);
        }

        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var messages = Run(clients, TimeSpan.FromSeconds(seconds));
        var elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var figures = new Figures(name, workload.Size, connections, messages, elapsed, (process.TotalProcessorTime - cpu).TotalSeconds,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / messages, process.PeakWorkingSet64 / 1024);
        foreach (var client in clients)
        {
            client.Dispose();
        }

        return figures;
    }

    private static long Run(IContender[] clients, TimeSpan time)
    {
        long total = 0;
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var threads = clients.Select(client => new Thread(() => Interlocked.Add(ref total, client.SendUntil(end)))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return total;
    }
}

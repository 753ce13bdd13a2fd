using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SmtpTools.Benchmarks.Contenders;

namespace SmtpTools.Benchmarks;

/// <summary>What one run of one contender came to.</summary>
internal sealed record Figures(string Contender, int Size, int Connections, long Messages, double Seconds, double CpuSeconds, long AllocatedPerMessage, long PeakKiB)
{
    public double PerSecond => Messages / Seconds;

    public double CpuPer1000 => CpuSeconds * 1000 / Messages;
}

/// <summary>
/// Measures one contender in this process: a warm-up that does not count, then as many messages as fit into the given time, on one thread
/// for each connection.
/// </summary>
internal static class Measurement
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);

    public static int Execute(string[] args)
    {
        var (name, size, connections, seconds, port) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture),
            double.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        var message = Messages.OfSize(size);
        var clients = Enumerable.Range(0, connections).Select(_ => ContenderFactory.Create(name, port, message)).ToArray();
        _ = Run(clients, s_warmUp);

        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var messages = Run(clients, TimeSpan.FromSeconds(seconds));
        var elapsed = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var figures = new Figures(name, size, connections, messages, elapsed, (process.TotalProcessorTime - cpu).TotalSeconds,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / Math.Max(1, messages), process.PeakWorkingSet64 / 1024);
        Console.WriteLine(JsonSerializer.Serialize(figures));
        foreach (var client in clients)
        {
            client.Dispose();
        }

        return 0;
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

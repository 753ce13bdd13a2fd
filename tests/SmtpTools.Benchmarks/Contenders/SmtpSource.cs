using System.Diagnostics;
using System.Globalization;

namespace SmtpTools.Benchmarks.Contenders;

/// <summary>Postfix's smtp-source, the fastest client known: a program that sends a given number of messages, so a short run tells how many fit.</summary>
internal static class SmtpSource
{
    private static readonly string[] s_paths = ["/usr/sbin/smtp-source", "/usr/local/sbin/smtp-source"];

    /// <summary>The program; null where it is not installed.</summary>
    public static string? Program { get; } = s_paths.FirstOrDefault(File.Exists);

    public static Figures Measure(Workload workload, int connections, double seconds)
    {
        long messages = 20 * connections;
        var trial = Run(workload, connections, messages);
        while (trial < seconds / 10)
        {
            messages *= 4;
            trial = Run(workload, connections, messages);
        }

        messages = Math.Max(connections, (long)(messages * seconds / trial));
        var before = ChildUsage.Now();
        var elapsed = Run(workload, connections, messages);
        var after = ChildUsage.Now();
        return new Figures("smtp-source", workload.Size, connections, messages, elapsed, after.CpuSeconds - before.CpuSeconds, null, after.PeakKiB);
    }

    private static double Run(Workload workload, int connections, long messages)
    {
        var clock = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Program!)
        {
            // -d: one connection for many messages.
            ArgumentList =
            {
                "-4", "-d", "-s", Text(connections), "-m", Text(messages), "-l", Text(workload.Size),
                "-M", "client.example", "-f", Messages.Sender, "-t", Messages.Recipient, $"127.0.0.1:{workload.Port}",
            },
        };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"smtp-source ended with {process.ExitCode}.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

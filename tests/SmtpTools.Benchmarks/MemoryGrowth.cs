using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SmtpTools.Benchmarks.Contenders;

namespace SmtpTools.Benchmarks;

/// <summary>By how much the process grew while this engine sent one large file.</summary>
/// <param name="Way">DATA or BDAT.</param>
/// <param name="Octets">Octets of the file.</param>
/// <param name="Seconds">How long it took, measuring the file included.</param>
/// <param name="GrowthKiB">The largest resident set less the one before, when a small file had been sent.</param>
internal sealed record MemoryGrowth(string Way, long Octets, double Seconds, long GrowthKiB)
{
    /// <summary>Arguments: "data" or "bdat", the small file, the large one, and the port.</summary>
    public static int Execute(string[] args)
    {
        using var session = SmtpToolsContender.Open(new Workload(int.Parse(args[3], CultureInfo.InvariantCulture), 0, UseTls: false), args[0] == "bdat");
        Send(session, args[1]);
        var before = PeakKiB();
        var clock = Stopwatch.StartNew();
        Send(session, args[2]);
        Console.WriteLine(JsonSerializer.Serialize(new MemoryGrowth(args[0].ToUpperInvariant(), new FileInfo(args[2]).Length, clock.Elapsed.TotalSeconds, PeakKiB() - before)));
        _ = session.Quit();
        return 0;
    }

    private static void Send(SmtpSession session, string path)
    {
        var result = session.Send(SmtpToolsContender.Envelope(), MessageContent.FromFile(path));
        if (result.State != SendState.Sent)
        {
            throw new InvalidOperationException(result.ToString(), result.Error);
        }
    }

    private static long PeakKiB()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1024;
    }
}

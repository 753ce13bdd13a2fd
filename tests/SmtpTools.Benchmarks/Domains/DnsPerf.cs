using System.Diagnostics;
using System.Globalization;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>dnsperf, a program that does nothing but ask: the limit of client and server together.</summary>
internal static class DnsPerf
{
    private const string Program = "/usr/bin/dnsperf";

    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Asks for the mail exchangers of all domains and their hosts' addresses, with as many questions under way as the contenders.</summary>
    public static DomainFigures Run(int port, int domains)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, Enumerable.Range(0, domains).SelectMany(i => new[] { $"{DomainZone.Domain(i)} MX", $"{DomainZone.Host(i)} AAAA", $"{DomainZone.Host(i)} A" }));
            var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true };
            foreach (var arg in new[] { "-s", "127.0.0.1", "-p", Text(port), "-d", file, "-n", "1", "-q", Text(SideBySide.Threads) })
            {
                start.ArgumentList.Add(arg);
            }

            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new DomainFigures("dnsperf", domains, (long)Value(output, "Queries completed:"), Value(output, "Run time (s):"), 0, null);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Value(string output, string label)
    {
        var line = output.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith(label, StringComparison.Ordinal));
        return double.Parse(line.Substring(label.Length).Split('(', StringSplitOptions.TrimEntries)[0], CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

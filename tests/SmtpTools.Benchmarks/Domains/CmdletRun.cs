using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>The cmdlet itself in a PowerShell of its own: what the pipeline, the hand-over between threads and the loaded module add.</summary>
internal static class CmdletRun
{
    private static readonly string s_root = FindRoot();

    private static string Module => Path.Combine(s_root, "out", "SmtpTools");

    /// <summary>Whether the module is built.</summary>
    public static bool IsBuilt => Directory.Exists(Module);

    /// <summary>Pipes all domains through Resolve-MailExchanger, after those for the warm-up. The start of PowerShell and the import are not counted.</summary>
    public static DomainFigures Run(int port, int domains)
    {
        var start = new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-Command", Script(port, domains)]) { RedirectStandardOutput = true, WorkingDirectory = s_root };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var measured = JsonSerializer.Deserialize<Measured>(output)!;
        return measured.Found == domains
            ? new DomainFigures("Resolve-MailExchanger in PowerShell", domains, 3L * domains, measured.Seconds, measured.Cpu, measured.GrowthKiB)
            : throw new InvalidOperationException($"{measured.Found} of {domains} domains were resolved.");
    }

    private static string Script(int port, int domains) => string.Create(CultureInfo.InvariantCulture, $$"""
        $ErrorActionPreference = 'Stop'
        Import-Module '{{Module}}'
        function Resolve([int] $From, [int] $Count) {
            $found = 0
            $From..($From + $Count - 1) | ForEach-Object { "d$_.{{DomainZone.Name}}" } | Resolve-MailExchanger -DnsServer 127.0.0.1:{{port}} |
                ForEach-Object { if ($_.Status -eq 'Found') { $found++ } }
            $found
        }
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $null = Resolve {{domains}} {{DomainZone.WarmUp}}
        $cpu = $process.TotalProcessorTime
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $found = Resolve 0 {{domains}}
        $seconds = $clock.Elapsed.TotalSeconds
        $process.Refresh()
        $used = ($process.TotalProcessorTime - $cpu).TotalSeconds
        $before = $process.PeakWorkingSet64
        $null = 1..3 | ForEach-Object { Resolve 0 {{domains}} }
        $process.Refresh()
        @{ Found = $found; Seconds = $seconds; Cpu = $used; GrowthKiB = [long] (($process.PeakWorkingSet64 - $before) / 1KB) } | ConvertTo-Json -Compress
        """);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SmtpTools.psd1")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The project's root is not above this program.");
        }

        return folder;
    }

    private sealed record Measured(int Found, double Seconds, double Cpu, long GrowthKiB);
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SmtpTools.Benchmarks;

/// <summary>A sink or a relay in a process of its own, which says its port first and ends when its input does.</summary>
internal sealed class Peer : Sinks.ISink
{
    private readonly Process _process;

    private Peer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static Peer Start(params string[] args)
    {
        var process = Own(args);
        var port = int.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"'{args[0]}' did not start."), CultureInfo.InvariantCulture);
        return new Peer(process, port);
    }

    /// <summary>Runs this program with other arguments to its end.</summary>
    /// <param name="trustedRoot">A file with a root that OpenSSL takes for one of the system's; null for the system's own.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>The value that it printed as JSON.</returns>
    public static T Result<T>(string? trustedRoot, params string[] args)
    {
        using var process = Own(args, trustedRoot);
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<T>(line)! : throw new InvalidOperationException($"'{string.Join(' ', args)}' failed.");
    }

    /// <summary>Starts this program again with other arguments.</summary>
    private static Process Own(string[] args, string? trustedRoot = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Peer).Assembly.Location);
        }

        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        if (trustedRoot is not null)
        {
            start.Environment["SSL_CERT_FILE"] = trustedRoot;
        }

        return Process.Start(start)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}

using System.Diagnostics;
using System.Globalization;

namespace SmtpTools.Benchmarks;

/// <summary>A sink or a relay in a process of its own, which says its port first and ends when its input does.</summary>
internal sealed class Peer : IDisposable
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

    /// <summary>Starts this program again with other arguments.</summary>
    public static Process Own(params string[] args)
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

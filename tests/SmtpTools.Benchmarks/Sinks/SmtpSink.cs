using System.Diagnostics;
using System.Globalization;

namespace SmtpTools.Benchmarks.Sinks;

/// <summary>Postfix's smtp-sink.</summary>
internal sealed class SmtpSink : ISink
{
    private const string Program = "/usr/sbin/smtp-sink";

    private readonly Process _process;

    public SmtpSink()
    {
        Port = LoopbackPort.Free();
        var start = new ProcessStartInfo(Program) { ArgumentList = { "-4" } };
        if (Environment.UserName == "root")
        {
            start.ArgumentList.Add("-u");
            start.ArgumentList.Add("nobody");
        }

        start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"));
        start.ArgumentList.Add("512");
        _process = Process.Start(start)!;
        LoopbackPort.Await(Port);
    }

    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}

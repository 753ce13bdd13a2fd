using System.Diagnostics;
using SmtpTools.Benchmarks.Sinks;

namespace SmtpTools.Benchmarks.Domains;

/// <summary>Knot, a server that answers faster than anybody asks here, with the benchmark's zone, from a temporary folder.</summary>
internal sealed class KnotServer : IDisposable
{
    private const string Program = "/usr/sbin/knotd";

    private static readonly string[] s_emptyZones = ["in-addr.arpa", "ip6.arpa"];

    private readonly string _folder = Directory.CreateTempSubdirectory("smtptools-bench-").FullName;
    private readonly Process _process;

    public KnotServer(int domains)
    {
        Port = LoopbackPort.Free();
        File.WriteAllText(Path.Combine(_folder, DomainZone.Name), DomainZone.Text(domains));

        // What is asked for reverse names and organizations above ends at an empty zone.
        foreach (var zone in s_emptyZones)
        {
            File.WriteAllText(Path.Combine(_folder, zone), $"$ORIGIN {zone}.\n$TTL 3600\n@ SOA ns.bench. hostmaster.bench. 1 3600 600 86400 300\n@ NS ns.bench.\n");
        }

        var configuration = Path.Combine(_folder, "knot.conf");
        File.WriteAllText(configuration, Configuration());
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        LoopbackPort.Await(Port);
    }

    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Configuration() => $"""
        server:
            listen: 127.0.0.1@{Port}
            rundir: {_folder}
            udp-workers: 1
            tcp-workers: 1
            background-workers: 1
        database:
            storage: {_folder}/db
        log:
          - target: {_folder}/log
            any: error
        template:
          - id: default
            storage: {_folder}
            file: "%s"
        zone:
          - domain: {DomainZone.Name}
          - domain: {s_emptyZones[0]}
          - domain: {s_emptyZones[1]}

        """;
}

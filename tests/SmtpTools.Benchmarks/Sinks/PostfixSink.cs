using System.Diagnostics;
using System.Globalization;

namespace SmtpTools.Benchmarks.Sinks;

/// <summary>A Postfix of its own in a temporary folder, on loopback alone, that takes every message into its queue and discards it.</summary>
internal sealed class PostfixSink : ISink
{
    private const string Program = "/usr/sbin/postfix";

    private readonly string _folder = Directory.CreateTempSubdirectory("smtptools-bench-").FullName;

    public PostfixSink()
    {
        Port = LoopbackPort.Free();
        var etc = Directory.CreateDirectory(Path.Combine(_folder, "etc")).FullName;
        _ = Directory.CreateDirectory(Path.Combine(_folder, "queue"));
        var data = Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName;
        Run("chmod", "755", _folder);
        Run("chown", "postfix", data);
        File.WriteAllText(Path.Combine(etc, "main.cf"), Main(Output("/usr/sbin/postconf", "-dh", "daemon_directory")));
        File.WriteAllText(Path.Combine(etc, "master.cf"), Master());
        Run(Program, "-c", etc, "start");
        LoopbackPort.Await(Port);
    }

    /// <summary>Whether Postfix is there and this is root, as which alone it starts.</summary>
    public static bool IsInstalled => File.Exists(Program) && Environment.UserName == "root";

    public int Port { get; }

    public void Dispose()
    {
        Run(Program, "-c", Path.Combine(_folder, "etc"), "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private string Main(string daemons) => string.Create(CultureInfo.InvariantCulture, $"""
        compatibility_level = 3.6
        queue_directory = {_folder}/queue
        data_directory = {_folder}/data
        daemon_directory = {daemons}
        maillog_file = {_folder}/maillog
        maillog_file_prefixes = {_folder}
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = sink.example
        mydestination =
        mynetworks = 127.0.0.0/8
        alias_maps =
        alias_database =
        notify_classes =
        default_transport = discard:
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtpd_client_connection_rate_limit = 0
        smtpd_client_connection_count_limit = 0
        smtpd_peername_lookup = no
        message_size_limit = 104857600
        in_flow_delay = 0

        """);

    private string Master() => string.Create(CultureInfo.InvariantCulture, $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """);

    private static void Run(string program, params string[] args) => _ = Output(program, args);

    private static string Output(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
    }
}

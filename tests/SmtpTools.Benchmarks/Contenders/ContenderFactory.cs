namespace SmtpTools.Benchmarks.Contenders;

/// <summary>The contenders by name. smtp-source is none of these: it is a program of its own (<see cref="SmtpSource"/>).</summary>
internal static class ContenderFactory
{
    public static IContender Create(string name, Workload workload) => name switch
    {
        "smtptools-data" => new SmtpToolsContender(workload, chunking: false),
        "smtptools-bdat" => new SmtpToolsContender(workload, chunking: true),
        "smtptools-data-many" => new SmtpToolsManyContender(workload, chunking: false),
        "smtptools-window" => new SmtpToolsManyContender(workload, chunking: true),
        "smtptools-connect" => new SmtpToolsConnectContender(workload, mayResume: true),
        "smtptools-connect-anew" => new SmtpToolsConnectContender(workload, mayResume: false),
        "mailkit" => new MailKitContender(workload, noDelay: false),
        "mailkit-nodelay" => new MailKitContender(workload, noDelay: true),
        "mailkit-connect" => new MailKitConnectContender(workload),
        "raw-steps" => new RawContender(workload.Port, workload.Steps, messagesInFlight: 1),
        "raw-data" => new RawContender(workload.Port, workload.PipelinedData, messagesInFlight: 1),
        "raw-bdat" => new RawContender(workload.Port, workload.Chunk, messagesInFlight: 1),
        "raw-window" => new RawContender(workload.Port, workload.Chunk, messagesInFlight: 8),
        _ => throw new ArgumentException($"No contender is called '{name}'."),
    };
}

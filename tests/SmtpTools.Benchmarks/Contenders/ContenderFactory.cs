namespace SmtpTools.Benchmarks.Contenders;

/// <summary>The contenders by name.</summary>
internal static class ContenderFactory
{
    public static IContender Create(string name, int port, byte[] message) => name switch
    {
        "smtptools-data" => new SmtpToolsContender(port, message, chunking: false),
        "smtptools-bdat" => new SmtpToolsContender(port, message, chunking: true),
        "smtptools-window" => new SmtpToolsWindowContender(port, message),
        "mailkit" => new MailKitContender(port, message, noDelay: false),
        "mailkit-nodelay" => new MailKitContender(port, message, noDelay: true),
        "raw-steps" => new RawContender(port, RawPlan.Steps(message), messagesInFlight: 1),
        "raw-data" => new RawContender(port, RawPlan.PipelinedData(message), messagesInFlight: 1),
        "raw-bdat" => new RawContender(port, RawPlan.Chunk(message), messagesInFlight: 1),
        "raw-window" => new RawContender(port, RawPlan.Chunk(message), messagesInFlight: 8),
        _ => throw new ArgumentException($"No contender is called '{name}'."),
    };
}

using SmtpTools.Benchmarks.Sinks;

namespace SmtpTools.Benchmarks;

/// <summary>One table of the comparison: who sends what over how many connections on which line to whom.</summary>
/// <param name="Sink">To whom.</param>
/// <param name="Size">Octets of a message; 0 where only connections are made.</param>
/// <param name="Connections">Connections at a time.</param>
/// <param name="RoundTrip">Milliseconds of round trip; 0 for loopback as it is.</param>
/// <param name="Rounds">How often each contender is measured; the median counts.</param>
/// <param name="Seconds">How long each time.</param>
/// <param name="Contenders">Who takes part.</param>
internal sealed record Scenario(SinkKind Sink, int Size, int Connections, int RoundTrip, int Rounds, double Seconds, IReadOnlyList<string> Contenders)
{
    public const int KiB = 1024;
    public const int MiB = 1024 * KiB;

    private static readonly string[] s_small =
    [
        "raw-steps", "raw-data", "raw-bdat", "raw-window", "smtptools-data", "smtptools-data-many", "smtptools-bdat", "smtptools-window", "smtp-source",
        "mailkit", "mailkit-nodelay",
    ];

    private static readonly string[] s_large =
        ["raw-data", "raw-bdat", "smtptools-data", "smtptools-data-many", "smtptools-bdat", "smtp-source", "mailkit", "mailkit-nodelay"];

    private static readonly string[] s_withoutChunking = ["raw-data", "smtptools-data", "smtptools-data-many", "smtp-source", "mailkit-nodelay"];

    private static readonly string[] s_postfix =
        ["raw-data", "raw-bdat", "smtptools-data", "smtptools-data-many", "smtptools-bdat", "smtptools-window", "smtp-source", "mailkit-nodelay"];

    private static readonly string[] s_far =
        ["raw-data", "raw-window", "smtptools-data", "smtptools-data-many", "smtptools-bdat", "smtptools-window", "mailkit-nodelay"];

    private static readonly string[] s_tls = ["smtptools-data", "smtptools-data-many", "smtptools-bdat", "smtptools-window", "mailkit-nodelay"];

    public string Title
    {
        get
        {
            var what = Size switch { 0 => "Connections, nothing sent", >= MiB => $"{Size / MiB} MiB", _ => $"{Size / KiB} KiB" };
            var where = Sink switch { SinkKind.OwnTls => ", STARTTLS", SinkKind.SmtpSink => ", to smtp-sink", SinkKind.Postfix => ", to Postfix", _ => string.Empty };
            return what + where + (Connections > 1 ? $", {Connections} connections" : string.Empty) + (RoundTrip > 0 ? $", {RoundTrip} ms round trip" : string.Empty);
        }
    }

    public static IEnumerable<Scenario> All(bool quick)
    {
        var (rounds, seconds) = quick ? (1, 1.0) : (3, 1.0);
        foreach (var size in quick ? [KiB, 10 * KiB, MiB] : new[] { KiB, 10 * KiB, MiB, 25 * MiB })
        {
            yield return new Scenario(SinkKind.Own, size, 1, 0, size > MiB ? 1 : rounds, size > MiB ? 2 : seconds, size < MiB ? s_small : s_large);
        }

        yield return new Scenario(SinkKind.OwnTls, 0, 1, 0, rounds, seconds, ["smtptools-connect", "smtptools-connect-anew", "mailkit-connect"]);
        if (quick)
        {
            yield break;
        }

        yield return new Scenario(SinkKind.Own, 0, 1, 0, 1, seconds, ["smtptools-connect", "mailkit-connect"]);
        foreach (var connections in new[] { 4, 16 })
        {
            foreach (var size in new[] { KiB, 10 * KiB, MiB, 25 * MiB })
            {
                yield return new Scenario(SinkKind.Own, size, connections, 0, 1, size > MiB ? 2 : 1.5, size < MiB ? s_small : s_large);
            }
        }

        foreach (var roundTrip in new[] { 20, 50 })
        {
            yield return new Scenario(SinkKind.Own, KiB, 1, roundTrip, 1, 3, s_far);
        }

        foreach (var size in new[] { KiB, 10 * KiB, MiB })
        {
            yield return new Scenario(SinkKind.OwnTls, size, 1, 0, 1, seconds, s_tls);
        }

        foreach (var (size, connections) in new[] { (KiB, 1), (KiB, 16), (10 * KiB, 1), (MiB, 1) })
        {
            yield return new Scenario(SinkKind.SmtpSink, size, connections, 0, 1, seconds, s_withoutChunking);
        }

        foreach (var (size, connections) in new[] { (KiB, 1), (KiB, 16), (10 * KiB, 1), (MiB, 1) })
        {
            yield return new Scenario(SinkKind.Postfix, size, connections, 0, 1, seconds, s_postfix);
        }
    }
}

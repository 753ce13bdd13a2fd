namespace SmtpTools.Benchmarks;

/// <summary>One row of the comparison: who sends what over how many connections on which line.</summary>
/// <param name="Title">What is compared.</param>
/// <param name="Size">Octets of a message.</param>
/// <param name="Connections">Connections at a time.</param>
/// <param name="RoundTrip">Milliseconds of round trip; 0 for loopback as it is.</param>
/// <param name="Contenders">Who takes part.</param>
internal sealed record Scenario(string Title, int Size, int Connections, int RoundTrip, IReadOnlyList<string> Contenders)
{
    private const int KiB = 1024;

    private static readonly string[] s_all =
        ["raw-steps", "raw-data", "raw-bdat", "raw-window", "smtptools-data", "smtptools-bdat", "smtptools-window", "mailkit", "mailkit-nodelay"];

    private static readonly string[] s_large = ["raw-data", "raw-bdat", "smtptools-data", "smtptools-bdat", "mailkit", "mailkit-nodelay"];

    private static readonly string[] s_far = ["raw-data", "raw-bdat", "raw-window", "smtptools-data", "smtptools-bdat", "smtptools-window", "mailkit-nodelay"];

    public static IEnumerable<Scenario> All(bool quick)
    {
        yield return new Scenario("1 KiB", KiB, 1, 0, s_all);
        yield return new Scenario("10 KiB", 10 * KiB, 1, 0, s_all);
        yield return new Scenario("1 MiB", 1024 * KiB, 1, 0, s_large);
        if (quick)
        {
            yield break;
        }

        yield return new Scenario("25 MiB", 25 * 1024 * KiB, 1, 0, s_large);
        foreach (var connections in new[] { 4, 16 })
        {
            yield return new Scenario($"1 KiB, {connections} connections", KiB, connections, 0, s_all);
            yield return new Scenario($"10 KiB, {connections} connections", 10 * KiB, connections, 0, s_all);
        }

        foreach (var roundTrip in new[] { 20, 50 })
        {
            yield return new Scenario($"1 KiB, {roundTrip} ms round trip", KiB, 1, roundTrip, s_far);
        }
    }
}

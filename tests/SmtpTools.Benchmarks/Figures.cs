namespace SmtpTools.Benchmarks;

/// <summary>What one run of one contender came to.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Size">Octets of a message.</param>
/// <param name="Connections">Connections at a time.</param>
/// <param name="Messages">How many were taken by the sink.</param>
/// <param name="Seconds">In which time.</param>
/// <param name="CpuSeconds">The client's own CPU time.</param>
/// <param name="AllocatedPerMessage">Octets allocated on the managed heap; null for a program without one.</param>
/// <param name="PeakKiB">The largest resident set, runtime and message included.</param>
internal sealed record Figures(string Contender, int Size, int Connections, long Messages, double Seconds, double CpuSeconds, long? AllocatedPerMessage, long PeakKiB)
{
    public double PerSecond => Messages / Seconds;

    public double CpuPer1000 => CpuSeconds * 1000 / Messages;
}

namespace SmtpTools.Benchmarks;

/// <summary>What one run of mail merge came to.</summary>
/// <param name="Rows">How many messages were made.</param>
/// <param name="Octets">Of all of them together.</param>
/// <param name="Seconds">In which time.</param>
/// <param name="CpuSeconds">CPU time of the whole process meanwhile.</param>
/// <param name="GrowthKiB">By how much the memory in use grew from the first message that counts to the last.</param>
/// <param name="PeakKiB">The largest resident set.</param>
internal sealed record MergeFigures(int Rows, long Octets, double Seconds, double CpuSeconds, long GrowthKiB, long PeakKiB)
{
    public double PerSecond => Rows / Seconds;

    /// <summary>How many one core makes, the collector's and the compiler's work included.</summary>
    public double PerCpuSecond => Rows / CpuSeconds;
}

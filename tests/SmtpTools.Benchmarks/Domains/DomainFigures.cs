namespace SmtpTools.Benchmarks.Domains;

/// <summary>What one run over many domains came to.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Domains">How many domains.</param>
/// <param name="Questions">How many questions the server was asked.</param>
/// <param name="Seconds">In which time.</param>
/// <param name="CpuSeconds">The client's own CPU time; zero where it is not known.</param>
/// <param name="GrowthKiB">By how much the largest resident set grew when three times as many domains followed; null where that was not looked at.</param>
internal sealed record DomainFigures(string Contender, int Domains, long Questions, double Seconds, double CpuSeconds, long? GrowthKiB)
{
    public double PerSecond => Questions / Seconds;
}

namespace SmtpTools.Benchmarks.Sinks;

/// <summary>A server on loopback that takes messages and keeps none, for as long as it is not disposed.</summary>
internal interface ISink : IDisposable
{
    int Port { get; }
}

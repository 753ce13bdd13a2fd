using SmtpTools.Benchmarks.Contenders;

namespace SmtpTools.Benchmarks;

/// <summary>What the connections of one measurement send, made once for all of them, and where to.</summary>
/// <param name="Port">The sink's port on loopback.</param>
/// <param name="Size">Octets of a message.</param>
/// <param name="UseTls">Whether the session goes under TLS by STARTTLS.</param>
internal sealed record Workload(int Port, int Size, bool UseTls)
{
    private readonly Lazy<byte[]> _message = new(() => Messages.OfSize(Size));
    private readonly Lazy<RawPlan> _steps = new(() => RawPlan.Steps(Messages.OfSize(Size)));
    private readonly Lazy<RawPlan> _data = new(() => RawPlan.PipelinedData(Messages.OfSize(Size)));
    private readonly Lazy<RawPlan> _chunk = new(() => RawPlan.Chunk(Messages.OfSize(Size)));

    public byte[] Message => _message.Value;

    public RawPlan Steps => _steps.Value;

    public RawPlan PipelinedData => _data.Value;

    public RawPlan Chunk => _chunk.Value;
}

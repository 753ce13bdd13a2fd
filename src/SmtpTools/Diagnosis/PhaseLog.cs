namespace SmtpTools.Diagnosis;

/// <summary>The phases of one test as they come, each once.</summary>
internal sealed class PhaseLog(bool isImplicitTls)
{
    private static readonly ServerPhase[] s_startTlsOrder =
    [
        ServerPhase.Dns, ServerPhase.Connect, ServerPhase.Greeting, ServerPhase.Hello, ServerPhase.StartTls, ServerPhase.Tls,
        ServerPhase.Certificate, ServerPhase.HelloAfterTls, ServerPhase.Auth, ServerPhase.Quit,
    ];

    private static readonly ServerPhase[] s_implicitOrder =
    [
        ServerPhase.Dns, ServerPhase.Connect, ServerPhase.Tls, ServerPhase.Certificate, ServerPhase.Greeting, ServerPhase.Hello,
        ServerPhase.Auth, ServerPhase.Quit,
    ];

    private readonly Dictionary<ServerPhase, ServerPhaseResult> _results = [];

    /// <summary>All phases in their order. Those that nothing was said of were not reached.</summary>
    public IReadOnlyList<ServerPhaseResult> Results =>
        (isImplicitTls ? s_implicitOrder : s_startTlsOrder).Select(
            phase => _results.TryGetValue(phase, out var result) ? result : new ServerPhaseResult(phase, PhaseStatus.Skipped, null, "not reached")).ToArray();

    public bool Has(ServerPhase phase) => _results.ContainsKey(phase);

    public void Passed(ServerPhase phase, TimeSpan? time, string detail) => Add(phase, PhaseStatus.Passed, time, detail);

    public void Warned(ServerPhase phase, TimeSpan? time, string detail) => Add(phase, PhaseStatus.Warning, time, detail);

    public void Failed(ServerPhase phase, TimeSpan? time, string detail) => Add(phase, PhaseStatus.Failed, time, detail);

    public void Skipped(ServerPhase phase, string why) => Add(phase, PhaseStatus.Skipped, null, why);

    /// <summary>Says of the phases of TLS that nothing was said of why they did not happen.</summary>
    public void SkippedTls(string why)
    {
        foreach (var phase in new[] { ServerPhase.StartTls, ServerPhase.Tls, ServerPhase.Certificate, ServerPhase.HelloAfterTls })
        {
            if (!Has(phase))
            {
                Skipped(phase, why);
            }
        }
    }

    private void Add(ServerPhase phase, PhaseStatus status, TimeSpan? time, string detail) =>
        _results[phase] = new ServerPhaseResult(phase, status, time, detail);
}

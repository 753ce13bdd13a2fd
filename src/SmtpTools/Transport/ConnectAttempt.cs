namespace SmtpTools;

/// <summary>One try to connect to one address.</summary>
/// <param name="Address">The address and port, as in <c>192.0.2.1:25</c> or <c>[2001:db8::1]:25</c>.</param>
/// <param name="Elapsed">How long the attempt took.</param>
/// <param name="Error">What went wrong, in words; null for the attempt that succeeded.</param>
public sealed record ConnectAttempt(string Address, TimeSpan Elapsed, string? Error)
{
    /// <summary>What came of it.</summary>
    public ConnectOutcome Outcome { get; init; } = Error is null ? ConnectOutcome.Connected : ConnectOutcome.Failed;

    /// <inheritdoc/>
    public override string ToString() => $"{Address}: {Error ?? "connected"} ({Elapsed.TotalMilliseconds:F0} ms)";
}

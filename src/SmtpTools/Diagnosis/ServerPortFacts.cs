namespace SmtpTools;

/// <summary>One of a server's usual ports, and whether it takes connections from here.</summary>
/// <param name="Port">The TCP port.</param>
/// <param name="Outcome">What came of connecting.</param>
/// <param name="Address">The address that answered, or the one whose outcome is told.</param>
/// <param name="Time">How long connecting took.</param>
/// <param name="Greeting">What the server said first; null where it said nothing, as on port 465.</param>
public sealed record ServerPortFacts(int Port, ConnectOutcome Outcome, string Address, TimeSpan Time, string? Greeting)
{
    /// <inheritdoc/>
    public override string ToString() => Outcome == ConnectOutcome.Connected
        ? FormattableString.Invariant($"port {Port} answered at {Address} after {Time.TotalMilliseconds:0} ms{(Greeting is null ? string.Empty : $" with '{Greeting}'")}")
        : FormattableString.Invariant($"port {Port}: {Outcome}");
}

namespace SmtpTools;

/// <summary>A SASL mechanism that was not tried, and why.</summary>
/// <param name="Name">The mechanism, as in <c>SCRAM-SHA-256</c>.</param>
/// <param name="Reason">Why it was not tried: a clause without a full stop.</param>
public sealed record UnusedMechanism(string Name, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Reason}";
}

namespace SmtpTools;

/// <summary>One SASL mechanism that the server offers, tried by itself with the given credential.</summary>
/// <param name="Mechanism">Its name.</param>
/// <param name="IsAccepted">Whether the credential was accepted; null where the mechanism was not tried.</param>
/// <param name="Detail">Why it was not tried, or what the server said; null for nothing.</param>
public sealed record AuthMechanismFacts(string Mechanism, bool? IsAccepted, string? Detail)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Mechanism}: {IsAccepted switch { true => "accepted", false => "refused", null => "not tried" }}" + (Detail is null ? string.Empty : $" ({Detail})");
}

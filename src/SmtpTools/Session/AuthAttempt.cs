namespace SmtpTools;

/// <summary>One SASL mechanism that was tried.</summary>
/// <param name="Mechanism">Its name.</param>
/// <param name="Reply">The server's last reply to it; null where the exchange did not begin.</param>
/// <param name="Detail">What the server or the mechanism said besides; null for nothing.</param>
public sealed record AuthAttempt(string Mechanism, SmtpReply? Reply, string? Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Mechanism}: {(Reply is null ? "not begun" : Reply.ToString())}" + (Detail is null ? string.Empty : $" ({Detail})");
}

namespace SmtpTools.Capture;

/// <summary>What a rule does, made ready.</summary>
/// <param name="Delay">How long to wait.</param>
/// <param name="Drop">Whether to close afterwards.</param>
/// <param name="Reply">The reply's octets, or null for none.</param>
/// <param name="Code">The reply's code, 0 for none.</param>
internal sealed record PlannedFault(TimeSpan Delay, bool Drop, byte[]? Reply, int Code)
{
    /// <summary>Whether the command is not to be carried out: it is refused, or the connection ends without a reply.</summary>
    public bool IsRefusal => Code >= 400 || (Drop && Reply is null);
}

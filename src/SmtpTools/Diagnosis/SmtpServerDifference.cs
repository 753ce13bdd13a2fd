namespace SmtpTools;

/// <summary>One fact in which two tests of servers differ.</summary>
/// <param name="Server">The server that was tested, with its port.</param>
/// <param name="Property">The fact, as in <c>Certificate.Fingerprint</c> or <c>ExtensionsAfterTls.SIZE</c>.</param>
/// <param name="Reference">What the reference test has; null where it has nothing.</param>
/// <param name="Difference">What the other test has; null where it has nothing.</param>
public sealed record SmtpServerDifference(string Server, string Property, string? Reference, string? Difference)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Server} {Property}: {Reference ?? "nothing"} -> {Difference ?? "nothing"}";
}

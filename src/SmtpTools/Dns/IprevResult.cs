namespace SmtpTools;

/// <summary>The names of an address, and whether they lead back to it (RFC 8601 2.7.3, RFC 8601 3).</summary>
public sealed class IprevResult
{
    internal IprevResult()
    {
    }

    /// <summary>Whether the names lead back.</summary>
    public required IprevStatus Status { get; init; }

    /// <summary>All names that the address has, in ASCII.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Those that have the address themselves.</summary>
    public IReadOnlyList<string> ConfirmedNames { get; init; } = [];

    /// <summary>What stands behind the status, in a sentence; null where it is Pass.</summary>
    public string? Detail { get; init; }

    /// <summary>The status and the names.</summary>
    /// <returns>Such as <c>Pass mx.example.com</c>.</returns>
    public override string ToString() => $"{Status} {string.Join(", ", ConfirmedNames.Count > 0 ? ConfirmedNames : Names)}".TrimEnd();
}

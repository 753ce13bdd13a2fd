namespace SmtpTools;

/// <summary>Where reports are to go, and whether they may (RFC 9990 4).</summary>
public sealed class DmarcReportDestination
{
    internal DmarcReportDestination()
    {
    }

    /// <summary>The tag: <c>rua</c> or <c>ruf</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The address.</summary>
    public required DmarcReportUri Uri { get; init; }

    /// <summary>Whether the host has agreed.</summary>
    public required DmarcReportAuthorization Authorization { get; init; }

    /// <summary>The name that was asked for the agreement; null where none was needed.</summary>
    public string? AuthorizationName { get; init; }

    /// <summary>The addresses that the host puts in place of this one; empty where it names none (RFC 9990 4, step 9).</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Whether the host takes mail; null where that is not known.</summary>
    public bool? AcceptsMail { get; init; }

    /// <summary>What was found, in a sentence; null where there is nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>The tag, the address and whether the host has agreed.</summary>
    /// <returns>Such as <c>rua mailto:reports@example.net: Authorized</c>.</returns>
    public override string ToString() => $"{Tag} {Uri}: {Authorization}";
}

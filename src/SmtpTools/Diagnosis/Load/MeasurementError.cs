namespace SmtpTools;

/// <summary>Failures of one kind in a measurement.</summary>
public sealed class MeasurementError
{
    /// <summary>The step that failed.</summary>
    public SmtpPhase Phase { get; set; }

    /// <summary>The reply code; null where there was no reply.</summary>
    public int? Code { get; set; }

    /// <summary>The enhanced status code of the reply (RFC 3463), as in <c>4.7.0</c>; null where there was none.</summary>
    public string? EnhancedStatus { get; set; }

    /// <summary>What happened: <c>Refused</c> by a reply, <c>Timeout</c>, <c>ConnectionLost</c>, <c>Connect</c>, <c>Tls</c> and the like.</summary>
    public string Cause { get; set; } = string.Empty;

    /// <summary>How often.</summary>
    public long Count { get; set; }

    /// <summary>The text of the first one.</summary>
    public string Example { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override string ToString() => $"{Count} x {Phase}: {(Code is { } code ? $"{code} {EnhancedStatus}".TrimEnd() : Cause)} ({Example})";
}

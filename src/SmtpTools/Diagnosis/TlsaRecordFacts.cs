namespace SmtpTools;

/// <summary>One TLSA record of a server, held against what the server shows.</summary>
/// <param name="Record">The record's data, as in <c>3 1 1 8cb0fc6c...</c>.</param>
/// <param name="IsUsable">Whether a mail server can be authenticated by it (RFC 7672 3.1).</param>
/// <param name="IsMatched">Whether the certificates that the server sent match it; null where the record is not usable or no certificate was seen.</param>
/// <param name="Detail">Why it is not usable or does not match; null where it does.</param>
public sealed record TlsaRecordFacts(string Record, bool IsUsable, bool? IsMatched, string? Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Record}: {(IsMatched switch { true => "matches", false => "does not match", null => IsUsable ? "not compared" : "not usable" })}";
}

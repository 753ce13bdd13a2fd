namespace SmtpTools;

/// <summary>One event of a session: a line of the dialogue, or something that happened around it.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Elapsed">Time since the session began.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The line or a description; secrets and content are summarised, never shown.</param>
public sealed record TranscriptEntry(DateTimeOffset Time, TimeSpan Elapsed, TranscriptKind Kind, string Text)
{
    /// <summary>The entry as a line: <c>C:</c> the client, <c>S:</c> the server, <c>*</c> events.</summary>
    public override string ToString() => Kind switch
    {
        TranscriptKind.Command or TranscriptKind.Secret or TranscriptKind.Content => $"C: {Text}",
        TranscriptKind.Reply => "S: " + Text.Replace("\n", "\nS: "),
        _ => $"* {Text}",
    };
}

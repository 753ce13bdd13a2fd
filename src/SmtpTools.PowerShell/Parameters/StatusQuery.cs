namespace SmtpTools.Parameters;

/// <summary>What Get-SmtpStatus is asked to explain: a code or a reply as text, or a reply object with its step.</summary>
/// <param name="Text">The code or reply as text; null where there is a reply object, or nothing.</param>
/// <param name="Reply">The reply; null where there is a text, or nothing.</param>
/// <param name="Phase">The step that came with the reply, as in a result; null where none did.</param>
public sealed record StatusQuery(string? Text, SmtpReply? Reply, SmtpPhase? Phase)
{
    /// <summary>The code or reply as text.</summary>
    public override string ToString() => Text ?? Reply?.ToString() ?? string.Empty;
}

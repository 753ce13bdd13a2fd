namespace SmtpTools;

/// <summary>
/// A fault that a listener plays, so that a client's handling of it can be tried: for a command, an address and a count it answers
/// something else, answers late, or drops the connection. Of several rules the first that fits is played.
/// </summary>
public sealed class SmtpListenerRule
{
    /// <summary>
    /// The command: one that the listener knows, <c>CONNECT</c> (before the greeting), <c>CONTENT</c> (when the content has come whole: after its final
    /// dot or its last chunk), or <c>*</c> for every command.
    /// </summary>
    public string Command { get; init; } = "*";

    /// <summary>
    /// What the command must be about, with <c>*</c> and <c>?</c> as wildcards, case ignored: for MAIL the reverse path; for RCPT the recipient; for DATA, BDAT and
    /// CONTENT any of the recipients; for AUTH the mechanism; for CONNECT the client's address; else the argument.
    /// </summary>
    public string Match { get; init; } = "*";

    /// <summary>
    /// The reply, lines separated by LF; null for the reply that would have come anyway. With a 2xx or 3xx reply the command is still carried out, with a 4xx or
    /// 5xx one it is not; after 421 the connection is closed.
    /// </summary>
    public string? Reply { get; init; }

    /// <summary>How long to wait before the reply.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether to close the connection, after the reply if there is one.</summary>
    public bool Drop { get; init; }

    /// <summary>How many commands that fit are let through before the rule is played.</summary>
    public int Skip { get; init; }

    /// <summary>How many times the rule is played; null for every time.</summary>
    public int? Count { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Command} {Match}: {Reply ?? "(its own reply)"}" + (Delay > TimeSpan.Zero ? $", after {Delay}" : string.Empty) + (Drop ? ", then drop" : string.Empty);
}

namespace SmtpTools;

/// <summary>How long a sender keeps a connection.</summary>
public sealed record SmtpSenderOptions
{
    /// <summary>Most messages on one connection; unlimited where null. What the server itself says (RFC 9422 MAILMAX) holds beside it.</summary>
    public int? MaxMessages { get; init; }

    /// <summary>How old a connection may become; unlimited where null. It ends between two messages.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// A connection that was idle for longer is asked for a sign of life before a message is trusted to it (NOOP, RFC 5321 4.1.1.9). Servers
    /// and the devices before them may have forgotten it without a word.
    /// </summary>
    public TimeSpan IdleCheck { get; init; } = TimeSpan.FromSeconds(30);
}

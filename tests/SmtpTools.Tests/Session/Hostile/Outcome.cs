namespace SmtpTools.Tests.Session.Hostile;

/// <summary>What a session made of a server. Compared as one text, so that a failed test shows the whole of both.</summary>
internal sealed record Outcome
{
    public string Error { get; init; } = "none";

    public SmtpPhase Phase { get; init; }

    public bool IsTransient { get; init; }

    public string Message { get; init; } = "none sent";

    public string Recipients { get; init; } = string.Empty;

    public SmtpSessionState Session { get; init; }

    /// <summary>The session could not be opened.</summary>
    public static Outcome OpenFails<TException>(SmtpPhase phase, bool transient = false, SmtpSessionState session = SmtpSessionState.Broken) =>
        new() { Error = typeof(TException).Name, Phase = phase, IsTransient = transient, Session = session };

    /// <summary>The session failed while the message was handed over.</summary>
    public static Outcome SendFails<TException>(SmtpPhase phase, SendState message, RecipientState each, bool transient = false) =>
        SendFails<TException>(phase, message, [each, each], transient);

    /// <summary>The session failed while the message was handed over.</summary>
    public static Outcome SendFails<TException>(SmtpPhase phase, SendState message, RecipientState[] recipients, bool transient = false) => new()
    {
        Error = typeof(TException).Name,
        Phase = phase,
        IsTransient = transient,
        Message = message.ToString(),
        Recipients = string.Join(" ", recipients),
        Session = SmtpSessionState.Broken,
    };

    /// <summary>The server decided about the message, and the session goes on.</summary>
    public static Outcome Decided(SendState message, SmtpPhase phase, params RecipientState[] recipients) =>
        new() { Phase = phase, Message = message.ToString(), Recipients = string.Join(" ", recipients), Session = SmtpSessionState.Ready };

    public static Outcome Of(SmtpSession session, SmtpToolsException? error, SendResult? result) => new()
    {
        Error = error?.GetType().Name ?? "none",
        Phase = error?.Phase ?? result?.Phase ?? SmtpPhase.None,
        IsTransient = error?.IsTransient ?? false,
        Message = result?.State.ToString() ?? "none sent",
        Recipients = result is null ? string.Empty : string.Join(" ", result.Recipients.Select(recipient => recipient.State)),
        Session = session.State,
    };
}

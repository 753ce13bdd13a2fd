namespace SmtpTools;

/// <summary>Authentication was asked for and did not happen. The session is of no use for what was wanted, and no message was sent without it.</summary>
public sealed class SmtpAuthenticationException : SmtpToolsException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What was tried and why nothing succeeded.</param>
    /// <param name="offered">The mechanisms that the server offers.</param>
    /// <param name="attempts">The mechanisms that were tried, with the outcome.</param>
    /// <param name="unused">The mechanisms that were not tried, with the reason.</param>
    /// <param name="reply">The server's last refusal; null where none was tried.</param>
    /// <param name="innerException">The cause, or null.</param>
    public SmtpAuthenticationException(
        string message,
        IReadOnlyList<string> offered,
        IReadOnlyList<AuthAttempt> attempts,
        IReadOnlyList<UnusedMechanism> unused,
        SmtpReply? reply = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        MechanismsOffered = offered;
        Attempts = attempts;
        Unused = unused;
        Reply = reply;
        Phase = SmtpPhase.Auth;
        Command = "AUTH";
    }

    /// <summary>The mechanisms that the server offers here.</summary>
    public IReadOnlyList<string> MechanismsOffered { get; }

    /// <summary>The mechanisms that were tried, with the outcome.</summary>
    public IReadOnlyList<AuthAttempt> Attempts { get; }

    /// <summary>The mechanisms that were not tried, with the reason.</summary>
    public IReadOnlyList<UnusedMechanism> Unused { get; }

    /// <summary>The server's last refusal; null where none was tried.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>Only a 4xx reply (454, 432: RFC 4954 6) gives hope for later; a wrong password stays wrong.</summary>
    public override bool IsTransient => Reply?.IsTransientFailure ?? false;
}

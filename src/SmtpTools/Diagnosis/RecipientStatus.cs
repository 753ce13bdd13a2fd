namespace SmtpTools;

/// <summary>What a server's answers to MAIL and RCPT say of a recipient. It is the server's word at that moment and no promise of delivery.</summary>
public enum RecipientStatus
{
    /// <summary>The server would take a message for the recipient.</summary>
    Accepted,

    /// <summary>The server would take it, and would for a made-up name of the same domain, too: nothing is known of the mailbox.</summary>
    AcceptedForAll,

    /// <summary>There is no such mailbox (RFC 3463 X.1.x), or the domain takes no mail.</summary>
    Unknown,

    /// <summary>The mailbox exists and takes nothing: full, disabled, moved (X.2.x).</summary>
    MailboxUnavailable,

    /// <summary>Refused for who we are or what the server's policy is (X.7.x): nothing is known of the mailbox.</summary>
    Policy,

    /// <summary>Refused for good in a way that does not tell why.</summary>
    Refused,

    /// <summary>Put off as servers do with senders that they do not know yet (RFC 6647): nothing is known of the mailbox.</summary>
    Greylisted,

    /// <summary>Put off for now for another reason.</summary>
    Deferred,

    /// <summary>No server could be reached, or none went as far as RCPT.</summary>
    Unreachable,
}

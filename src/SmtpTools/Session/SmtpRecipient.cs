namespace SmtpTools;

/// <summary>One recipient of an envelope.</summary>
public sealed class SmtpRecipient
{
    /// <summary>Makes a recipient.</summary>
    /// <param name="mailbox">The forward path.</param>
    public SmtpRecipient(Mailbox mailbox) => Mailbox = mailbox ?? throw new ArgumentNullException(nameof(mailbox));

    /// <summary>The forward path.</summary>
    public Mailbox Mailbox { get; }

    /// <summary>When a notification is asked for (RFC 3461 4.1); null leaves it to the server, and NOTIFY is not sent.</summary>
    public DsnNotify? Notify { get; set; }

    /// <summary>The address that the sender first gave, <c>type;address</c> (RFC 3461 4.2); null for none.</summary>
    public string? OriginalRecipient { get; set; }

    /// <summary>
    /// The recipient gets the message only if the mailbox has had its owner since then (RFC 7293); null for no condition. Where the server
    /// lacks RRVS the recipient is not named to it, since it would pass the condition over.
    /// </summary>
    public DateTimeOffset? ValidSince { get; set; }
}

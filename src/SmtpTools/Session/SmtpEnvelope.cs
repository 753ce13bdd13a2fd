namespace SmtpTools;

/// <summary>Who a message is from and for, as MAIL and RCPT say it (RFC 5321 2.3.1), with what is asked of its transport.</summary>
public sealed class SmtpEnvelope
{
    /// <summary>The reverse path, where failures are reported to; null for the null path <c>&lt;&gt;</c> (RFC 5321 4.5.5).</summary>
    public Mailbox? ReversePath { get; set; }

    /// <summary>The recipients; at least one.</summary>
    public IList<SmtpRecipient> Recipients { get; } = new List<SmtpRecipient>();

    /// <summary>What a notification returns of the message (RFC 3461 4.3); null leaves it to the server.</summary>
    public DsnReturn? Return { get; set; }

    /// <summary>An identifier that notifications carry back, up to 100 characters (RFC 3461 4.4); null for none.</summary>
    public string? EnvelopeId { get; set; }

    /// <summary>The message may travel only over servers that do TLS and honour REQUIRETLS (RFC 8689); refused where that can't be.</summary>
    public bool RequireTls { get; set; }

    /// <summary>By when the message must be delivered (RFC 2852); null for no limit. Refused where the server lacks DELIVERBY.</summary>
    public DeliverBy? DeliverBy { get; set; }

    /// <summary>When the message may be released, at the earliest (RFC 4865); null for at once. Refused where the server lacks FUTURERELEASE.</summary>
    public DateTimeOffset? HoldUntil { get; set; }

    /// <summary>The priority of its transfer, -9 to 9 (RFC 6710 3); null for none. Left out where the server lacks MT-PRIORITY, and said.</summary>
    public int? TransferPriority { get; set; }

    /// <summary>
    /// Who submitted the message first, for a trusted relay: an address, or <c>&lt;&gt;</c> for unknown (MAIL AUTH=, RFC 4954 5); null for
    /// nothing.
    /// </summary>
    public string? Submitter { get; set; }
}

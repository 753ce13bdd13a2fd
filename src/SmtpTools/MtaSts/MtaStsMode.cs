namespace SmtpTools;

/// <summary>What senders do where a server does not fulfil a policy (RFC 8461 5).</summary>
public enum MtaStsMode
{
    /// <summary>There is no policy any more; for domains that take MTA-STS back (RFC 8461 8.3).</summary>
    None,

    /// <summary>Senders deliver, and report.</summary>
    Testing,

    /// <summary>Senders do not deliver to such a server.</summary>
    Enforce,
}

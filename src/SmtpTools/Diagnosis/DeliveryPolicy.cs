namespace SmtpTools;

/// <summary>What tells senders how to authenticate a mail exchanger.</summary>
public enum DeliveryPolicy
{
    /// <summary>Nothing: TLS is used where it is offered, whatever the certificate (RFC 7435).</summary>
    Opportunistic,

    /// <summary>The TLSA records of the server (RFC 7672). They go before MTA-STS (RFC 8461 2).</summary>
    Dane,

    /// <summary>The policy of the domain (RFC 8461), in mode enforce.</summary>
    MtaSts,
}

namespace SmtpTools;

/// <summary>What a listener can offer in its EHLO reply.</summary>
[Flags]
public enum SmtpListenerExtensions
{
    /// <summary>Nothing: plain RFC 5321.</summary>
    None = 0,

    /// <summary>PIPELINING (RFC 2920).</summary>
    Pipelining = 1 << 0,

    /// <summary>SIZE (RFC 1870).</summary>
    Size = 1 << 1,

    /// <summary>8BITMIME (RFC 6152).</summary>
    EightBitMime = 1 << 2,

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    SmtpUtf8 = 1 << 3,

    /// <summary>DSN (RFC 3461).</summary>
    Dsn = 1 << 4,

    /// <summary>CHUNKING (RFC 3030).</summary>
    Chunking = 1 << 5,

    /// <summary>BINARYMIME (RFC 3030); only together with CHUNKING.</summary>
    BinaryMime = 1 << 6,

    /// <summary>ENHANCEDSTATUSCODES (RFC 2034).</summary>
    EnhancedStatusCodes = 1 << 7,

    /// <summary>STARTTLS (RFC 3207).</summary>
    StartTls = 1 << 8,

    /// <summary>AUTH (RFC 4954); only where there is a mechanism to offer.</summary>
    Auth = 1 << 9,

    /// <summary>DELIVERBY (RFC 2852).</summary>
    DeliverBy = 1 << 10,

    /// <summary>FUTURERELEASE (RFC 4865).</summary>
    FutureRelease = 1 << 11,

    /// <summary>MT-PRIORITY (RFC 6710).</summary>
    MtPriority = 1 << 12,

    /// <summary>REQUIRETLS (RFC 8689); only within TLS.</summary>
    RequireTls = 1 << 13,

    /// <summary>RRVS (RFC 7293).</summary>
    Rrvs = 1 << 14,

    /// <summary>LIMITS (RFC 9422).</summary>
    Limits = 1 << 15,

    /// <summary>XCLIENT, as Postfix has it.</summary>
    XClient = 1 << 16,

    /// <summary>XFORWARD, as Postfix has it.</summary>
    XForward = 1 << 17,

    /// <summary>VRFY (RFC 5321 3.5), answered by 252.</summary>
    Vrfy = 1 << 18,

    /// <summary>EXPN (RFC 5321 3.5), answered by 252.</summary>
    Expn = 1 << 19,

    /// <summary>HELP (RFC 5321 4.1.1.8).</summary>
    Help = 1 << 20,

    /// <summary>ETRN (RFC 1985).</summary>
    Etrn = 1 << 21,

    /// <summary>All of them.</summary>
    All = (1 << 22) - 1,
}

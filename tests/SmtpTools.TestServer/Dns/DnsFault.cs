namespace SmtpTools.TestServer;

/// <summary>What a zone's line can make the server do instead of answering, or before it answers.</summary>
[Flags]
internal enum DnsFault
{
    None = 0,

    /// <summary>Response code 2, 5, 1 or 4.</summary>
    ServFail = 1 << 0,
    Refused = 1 << 1,
    FormErr = 1 << 2,
    NotImp = 1 << 3,

    /// <summary>No answer at all.</summary>
    Drop = 1 << 4,

    /// <summary>Over UDP the TC flag and no records; over TCP the answer.</summary>
    Truncate = 1 << 5,

    /// <summary>Over TCP the connection is closed without an answer.</summary>
    NoTcp = 1 << 6,

    /// <summary>Octets that are no DNS message.</summary>
    Garbage = 1 << 7,

    /// <summary>Format error for a question with EDNS; without, the answer.</summary>
    NoEdns = 1 << 8,

    /// <summary>Over UDP a datagram with another ID comes before the answer.</summary>
    WrongId = 1 << 9,

    /// <summary>Over UDP another question's answer comes instead of this one's.</summary>
    WrongQuestion = 1 << 10,

    /// <summary>A referral to other name servers, as a server gives that does not serve the name.</summary>
    Referral = 1 << 11,

    /// <summary>The aliases' targets are left out of the answer, as a server does that does not know them.</summary>
    AliasOnly = 1 << 12,

    /// <summary>An absence comes without the zone's SOA record.</summary>
    NoSoa = 1 << 13,

    /// <summary>Nothing is answered to the first question for the name.</summary>
    DropFirst = 1 << 14,

    /// <summary>The AD flag is set where the client asked for it.</summary>
    Authentic = 1 << 15,

    /// <summary>No answer to a question with EDNS; without, the answer.</summary>
    DropEdns = 1 << 16,

    /// <summary>Over UDP a forged answer, that the name does not exist, comes from another port before the answer.</summary>
    Elsewhere = 1 << 17,
}

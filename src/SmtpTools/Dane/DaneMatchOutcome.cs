namespace SmtpTools;

/// <summary>What came of holding a server's certificates against TLSA records.</summary>
public enum DaneMatchOutcome
{
    /// <summary>A record matches: the server is authenticated.</summary>
    Matched,

    /// <summary>There are usable records, and none matches: nothing may be sent (RFC 7672 2.2).</summary>
    Mismatched,

    /// <summary>No record is usable: TLS is required, and the server is not authenticated (RFC 7672 2.2).</summary>
    NoUsableRecord,

    /// <summary>The server sent no certificate.</summary>
    NoCertificate,
}

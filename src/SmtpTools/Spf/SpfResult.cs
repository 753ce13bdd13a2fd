namespace SmtpTools;

/// <summary>The results of check_host (RFC 7208 2.6).</summary>
public enum SpfResult
{
    /// <summary>No record was found, or there was no domain to check: nothing is said about the client (RFC 7208 2.6.1).</summary>
    None,

    /// <summary>The domain says that it asserts nothing about the client (RFC 7208 2.6.2).</summary>
    Neutral,

    /// <summary>The client may send for the domain (RFC 7208 2.6.3).</summary>
    Pass,

    /// <summary>The client may not send for the domain (RFC 7208 2.6.4).</summary>
    Fail,

    /// <summary>The client probably may not send for the domain (RFC 7208 2.6.5).</summary>
    SoftFail,

    /// <summary>DNS did not say; later it may (RFC 7208 2.6.6).</summary>
    TempError,

    /// <summary>The domain's records cannot be understood until somebody mends them (RFC 7208 2.6.7).</summary>
    PermError,
}

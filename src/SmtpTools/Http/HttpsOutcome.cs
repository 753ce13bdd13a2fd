namespace SmtpTools;

/// <summary>What became of fetching a file over HTTPS. With Answered the server spoke; all others are reasons why nothing was read.</summary>
public enum HttpsOutcome
{
    /// <summary>The server answered, whatever the status code.</summary>
    Answered,

    /// <summary>The host does not exist or has no address.</summary>
    HostNotFound,

    /// <summary>DNS failed, so that the host's addresses are not known.</summary>
    LookupFailed,

    /// <summary>No address of the host takes a connection.</summary>
    ConnectFailed,

    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The server's certificate does not hold: nothing was asked.</summary>
    CertificateRejected,

    /// <summary>The file is larger than is read.</summary>
    TooLarge,

    /// <summary>What came is no answer in HTTP.</summary>
    ProtocolError,
}

namespace SmtpTools;

/// <summary>What is wrong with a server's certificate for the connection at hand. Each is its own fact.</summary>
[Flags]
public enum CertificateFaults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The server sent no certificate.</summary>
    Missing = 1,

    /// <summary>None of the certificate's names is the one asked for (RFC 9525).</summary>
    NameMismatch = 2,

    /// <summary>The chain does not lead to a trusted root.</summary>
    UntrustedRoot = 4,

    /// <summary>A certificate of the chain could not be found: usually the server does not send its intermediate.</summary>
    IncompleteChain = 8,

    /// <summary>A certificate of the chain is past its end or before its begin.</summary>
    NotInValidityPeriod = 16,

    /// <summary>A certificate of the chain is revoked.</summary>
    Revoked = 32,

    /// <summary>Revocation could not be checked.</summary>
    RevocationUnknown = 64,

    /// <summary>The certificate is not for server authentication, or a constraint of the chain forbids it.</summary>
    WrongUsage = 128,

    /// <summary>The signature or form of a certificate is bad, or its algorithms are refused by the platform's policy.</summary>
    Invalid = 256,

    /// <summary>None of the pinned fingerprints matched.</summary>
    PinMismatch = 512,

    /// <summary>All of them: no check at all.</summary>
    Any = 1023,
}

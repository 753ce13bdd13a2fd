namespace SmtpTools;

/// <summary>How the revocation of a certificate is checked.</summary>
public enum RevocationCheck
{
    /// <summary>Not at all: no request leaves for a CRL or OCSP server.</summary>
    Off,

    /// <summary>Revoked certificates are refused; an answer that can't be had is no fault.</summary>
    Try,

    /// <summary>Revoked certificates and those whose state can't be found out are refused.</summary>
    Require,
}

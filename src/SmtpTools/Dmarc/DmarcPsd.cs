namespace SmtpTools;

/// <summary>What a record says of its domain's place (RFC 9989 4.7, psd).</summary>
public enum DmarcPsd
{
    /// <summary><c>u</c>, or nothing: the tree walk tells.</summary>
    Unspecified,

    /// <summary><c>y</c>: below this domain others register theirs.</summary>
    PublicSuffix,

    /// <summary><c>n</c>: this is the organizational domain for itself and what is below it.</summary>
    Organizational,
}

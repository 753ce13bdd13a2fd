namespace SmtpTools;

/// <summary>What a credential consists of.</summary>
public enum SmtpCredentialKind
{
    /// <summary>A user name and a password.</summary>
    Password,

    /// <summary>An OAuth 2.0 access token.</summary>
    Token,

    /// <summary>The user that the process runs as (Kerberos ticket or Windows logon).</summary>
    Integrated,

    /// <summary>The client certificate of the TLS connection.</summary>
    External,

    /// <summary>Nobody in particular.</summary>
    Anonymous,
}

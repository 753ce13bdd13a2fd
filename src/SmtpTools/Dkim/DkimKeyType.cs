namespace SmtpTools;

/// <summary>The kinds of keys that are made for DKIM.</summary>
public enum DkimKeyType
{
    /// <summary>RSA, which every verifier takes (RFC 6376 3.3, RFC 8301).</summary>
    Rsa,

    /// <summary>Ed25519, which is shorter and stronger, and which not all verifiers know (RFC 8463).</summary>
    Ed25519,
}

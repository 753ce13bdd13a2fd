namespace SmtpTools.TestServer;

/// <summary>The kind of key of a test certificate.</summary>
public enum TestKey
{
    /// <summary>ECDSA on P-256; quick to make.</summary>
    Ecdsa,

    /// <summary>RSA with 2048 bits.</summary>
    Rsa,
}

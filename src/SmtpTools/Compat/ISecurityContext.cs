namespace SmtpTools;

/// <summary>A client's security context of the platform (SSPI or GSS-API): Kerberos, NTLM, or what the two sides agree on.</summary>
internal interface ISecurityContext : IDisposable
{
    /// <summary>Whether both sides are done.</summary>
    bool IsEstablished { get; }

    /// <summary>The next token for the server; null where there is none.</summary>
    /// <param name="incoming">The server's token, empty at first.</param>
    /// <param name="failure">What went wrong, in the platform's word, or null.</param>
    byte[]? Step(byte[] incoming, out string? failure);

    /// <summary>The text of a protected message; null where its protection does not hold.</summary>
    byte[]? Unwrap(byte[] message);

    /// <summary>A message protected against change; null where that fails.</summary>
    byte[]? Wrap(byte[] message);
}

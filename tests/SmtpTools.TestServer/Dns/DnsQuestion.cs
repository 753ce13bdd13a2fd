namespace SmtpTools.TestServer;

/// <summary>A question as it reached the server.</summary>
/// <param name="Name">The name without a trailing dot, in the spelling in which it came.</param>
/// <param name="Type">The record type's number.</param>
/// <param name="IsTcp">Whether it came over TCP.</param>
/// <param name="EdnsSize">The size of datagram that the client takes (RFC 6891 6.2.3); 0 where the question has no EDNS.</param>
/// <param name="WantsDnssec">Whether the DO flag (RFC 3225) or the AD flag (RFC 6840 5.7) is set.</param>
/// <param name="RecursionDesired">Whether the RD flag is set.</param>
/// <param name="Id">The message's ID.</param>
/// <param name="ClientPort">The port that it came from.</param>
public sealed record DnsQuestion(
    string Name, int Type, bool IsTcp, int EdnsSize, bool WantsDnssec, bool RecursionDesired, int Id, int ClientPort)
{
    /// <summary>The name and type, as in <c>example.test MX</c>.</summary>
    /// <returns>The name and type.</returns>
    public override string ToString() => $"{Name} {DnsZone.TypeName(Type)}";
}

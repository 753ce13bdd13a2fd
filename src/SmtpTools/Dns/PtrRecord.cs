namespace SmtpTools;

/// <summary>A host's name for an address (RFC 1035 3.3.12), asked for under <see cref="ReverseName"/>.</summary>
/// <param name="Name">The address's name in in-addr.arpa or ip6.arpa.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="HostName">The host's name.</param>
public sealed record PtrRecord(string Name, TimeSpan TimeToLive, string HostName) : DnsRecord(Name, TimeToLive);

namespace SmtpTools;

/// <summary>A host that takes mail for a domain (RFC 1035 3.3.9).</summary>
/// <param name="Name">The domain.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Preference">The preference, 0 to 65535; the lowest is tried first (RFC 5321 5.1).</param>
/// <param name="Exchange">The host's name; "." in a null MX (RFC 7505 3).</param>
public sealed record MxRecord(string Name, TimeSpan TimeToLive, int Preference, string Exchange) : DnsRecord(Name, TimeToLive);

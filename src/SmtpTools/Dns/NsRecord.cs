namespace SmtpTools;

/// <summary>A server of a zone (RFC 1035 3.3.11).</summary>
/// <param name="Name">The zone.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Server">The server's name.</param>
public sealed record NsRecord(string Name, TimeSpan TimeToLive, string Server) : DnsRecord(Name, TimeToLive);

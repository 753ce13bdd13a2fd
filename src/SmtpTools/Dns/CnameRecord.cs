namespace SmtpTools;

/// <summary>The name that another name is an alias of (RFC 1035 3.3.1).</summary>
/// <param name="Name">The alias.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Target">The name that it stands for.</param>
public sealed record CnameRecord(string Name, TimeSpan TimeToLive, string Target) : DnsRecord(Name, TimeToLive);

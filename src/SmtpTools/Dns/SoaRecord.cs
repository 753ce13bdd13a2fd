namespace SmtpTools;

/// <summary>The start of a zone (RFC 1035 3.3.13).</summary>
/// <param name="Name">The zone.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="PrimaryServer">The server that the zone is kept on.</param>
/// <param name="Responsible">Whose the zone is: a mail address with a dot in place of its @ (RFC 1035 8).</param>
/// <param name="Serial">The version of the zone.</param>
/// <param name="Refresh">How often the other servers look for a new version.</param>
/// <param name="Retry">How long they wait where that failed.</param>
/// <param name="Expire">After what time without success they answer no more.</param>
/// <param name="Minimum">How long an absence may be kept (RFC 2308 4).</param>
public sealed record SoaRecord(
    string Name, TimeSpan TimeToLive, string PrimaryServer, string Responsible, long Serial, TimeSpan Refresh, TimeSpan Retry, TimeSpan Expire, TimeSpan Minimum)
    : DnsRecord(Name, TimeToLive);

namespace SmtpTools.TestServer;

/// <summary>A record as it goes over the wire.</summary>
internal sealed record DnsResource(string Name, int Type, uint TimeToLive, byte[] Data);

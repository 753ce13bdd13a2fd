using System.Net;

namespace SmtpTools;

/// <summary>An IPv4 address of a host (RFC 1035 3.4.1).</summary>
/// <param name="Name">The owner's name.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Address">The address.</param>
public sealed record ARecord(string Name, TimeSpan TimeToLive, IPAddress Address) : AddressRecord(Name, TimeToLive, Address);

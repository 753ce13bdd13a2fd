using System.Net;

namespace SmtpTools;

/// <summary>An IPv6 address of a host (RFC 3596 2.1).</summary>
/// <param name="Name">The owner's name.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Address">The address.</param>
public sealed record AaaaRecord(string Name, TimeSpan TimeToLive, IPAddress Address) : AddressRecord(Name, TimeToLive, Address);

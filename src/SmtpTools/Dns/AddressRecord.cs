using System.Net;

namespace SmtpTools;

/// <summary>An address of a host, of either family.</summary>
/// <param name="Name">The owner's name.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Address">The address.</param>
public abstract record AddressRecord(string Name, TimeSpan TimeToLive, IPAddress Address) : DnsRecord(Name, TimeToLive);

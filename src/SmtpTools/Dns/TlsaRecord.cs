namespace SmtpTools;

/// <summary>What a server's certificate must match (RFC 6698 2.1). The fields are as published, known or not.</summary>
/// <param name="Name">The owner's name, such as <c>_25._tcp.mx.example.com</c>.</param>
/// <param name="TimeToLive">How long the record may be kept.</param>
/// <param name="Usage">The certificate usage, 0 to 255 (RFC 6698 2.1.1; 3 is DANE-EE, 2 is DANE-TA).</param>
/// <param name="Selector">Which part of the certificate is matched, 0 to 255 (RFC 6698 2.1.2).</param>
/// <param name="MatchingType">How it is matched, 0 to 255 (RFC 6698 2.1.3).</param>
/// <param name="AssociationData">What it is matched against (RFC 6698 2.1.4).</param>
public sealed record TlsaRecord(
    string Name, TimeSpan TimeToLive, byte Usage, byte Selector, byte MatchingType, byte[] AssociationData) : DnsRecord(Name, TimeToLive);

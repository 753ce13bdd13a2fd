namespace SmtpTools.TlsHello;

/// <summary>The versions of the protocol by their numbers on the wire (RFC 8446 4.1.2, RFC 6101 for SSL 3.0).</summary>
internal enum TlsVersion
{
    Ssl30 = 0x0300,
    Tls10 = 0x0301,
    Tls11 = 0x0302,
    Tls12 = 0x0303,
    Tls13 = 0x0304,
}

using System.Net;

namespace SmtpTools;

/// <summary>Who sends a message, as an SMTP server sees it: what check_host is asked about (RFC 7208 4.1).</summary>
/// <param name="Address">The client's address.</param>
/// <param name="Sender">The address of MAIL FROM, or a domain alone; null or empty for the null sender, whose HELO name is checked (RFC 7208 2.4).</param>
/// <param name="Helo">The name that the client gave in HELO or EHLO; null where it is not known.</param>
public sealed record SpfClient(IPAddress Address, string? Sender, string? Helo = null);

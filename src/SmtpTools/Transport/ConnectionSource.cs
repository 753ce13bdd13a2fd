using System.Net;

namespace SmtpTools.Transport;

/// <summary>From where a connection is made.</summary>
/// <param name="Family">Which of the other side's addresses may be used.</param>
/// <param name="Address">The local address; null lets the system choose.</param>
/// <param name="Port">The local port; 0 lets the system choose.</param>
internal sealed record ConnectionSource(AddressFamilyChoice Family = AddressFamilyChoice.Any, IPAddress? Address = null, int Port = 0);

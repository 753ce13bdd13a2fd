using System.Net;

namespace SmtpTools;

/// <summary>What is known of how a message came, beside the message.</summary>
public sealed class MailAuthenticationOptions
{
    /// <summary>The address of the client that delivered it; null where it is read from the Received field of <see cref="TrustedHosts"/>, or not known.</summary>
    public IPAddress? ClientAddress { get; set; }

    /// <summary>The name that the client gave in EHLO; null takes that of the trusted Received field.</summary>
    public string? Helo { get; set; }

    /// <summary>The MAIL FROM address; null takes that of Return-Path where a trusted server wrote it, empty is the null sender.</summary>
    public string? MailFrom { get; set; }

    /// <summary>
    /// Servers whose word is taken, as <see cref="ReceivedTrail"/> has them: names, addresses and networks of one's own servers. Without any,
    /// no field of the message is believed.
    /// </summary>
    public IList<string> TrustedHosts { get; set; } = new List<string>();

    /// <summary>The name under which the results are given (RFC 8601 2.5); null takes the server whose Received field was believed.</summary>
    public string? AuthenticationServer { get; set; }
}

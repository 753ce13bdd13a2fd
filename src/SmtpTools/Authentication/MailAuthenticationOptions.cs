using System.Net;

namespace SmtpTools;

/// <summary>What is known of how a message came, beside the message.</summary>
public sealed class MailAuthenticationOptions
{
    /// <summary>The address of the client that delivered it; null where it is read from the Received field of <see cref="ReceivedBy"/>, or not known.</summary>
    public IPAddress? ClientAddress { get; set; }

    /// <summary>The name that the client gave in EHLO; null takes that of the Received field.</summary>
    public string? Helo { get; set; }

    /// <summary>The MAIL FROM address; null takes that of Return-Path, empty is the null sender.</summary>
    public string? MailFrom { get; set; }

    /// <summary>
    /// Names of servers whose word is taken: the first Received field that one of them wrote (its <c>by</c>) tells of the client. Any
    /// other may have been invented by the sender.
    /// </summary>
    public IList<string> ReceivedBy { get; set; } = new List<string>();

    /// <summary>The name under which the results are given (RFC 8601 2.5); null takes the first of <see cref="ReceivedBy"/>.</summary>
    public string? AuthenticationServer { get; set; }
}

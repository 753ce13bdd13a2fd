using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmtpTools.Protocol;
using SmtpTools.Sasl;

namespace SmtpTools;

/// <summary>How a listener is to behave. Read once, when it is made.</summary>
public sealed class SmtpListenerOptions
{
    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; set; }

    /// <summary>The name in the greeting, the EHLO reply and the self-made certificate.</summary>
    public string HostName { get; set; } = "localhost";

    /// <summary>Whether to speak LMTP (RFC 2033): LHLO, and a reply for each recipient after the content.</summary>
    public bool Lmtp { get; set; }

    /// <summary>What to offer.</summary>
    public SmtpListenerExtensions Extensions { get; set; } = SmtpListenerExtensions.All;

    /// <summary>
    /// Whether each connection has to begin with a PROXY protocol header (HAProxy, version 1 or 2). The client that it names is then the one that messages
    /// and incidents show.
    /// </summary>
    public bool RequireProxyProtocol { get; set; }

    /// <summary>Whether connections are TLS from the first octet (RFC 8314).</summary>
    public bool ImplicitTls { get; set; }

    /// <summary>Whether MAIL and AUTH are refused without TLS.</summary>
    public bool RequireTls { get; set; }

    /// <summary>The TLS versions to offer; None for 1.2 and 1.3.</summary>
    public SslProtocols TlsProtocols { get; set; }

    /// <summary>The certificate with its private key; null to make a self-signed one for <see cref="HostName"/>, localhost and <see cref="Address"/>.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Whether clients are asked for a certificate.</summary>
    public bool RequestClientCertificate { get; set; }

    /// <summary>
    /// The user names and passwords that AUTH accepts; for XOAUTH2 and OAUTHBEARER the password is the token. With none, AUTH is offered only to clients
    /// that show a certificate, with EXTERNAL.
    /// </summary>
    public IList<NetworkCredential> Credentials { get; } = [];

    /// <summary>The SASL mechanisms that a listener has, in the order in which it announces them.</summary>
    public static IReadOnlyList<string> KnownAuthMechanisms => SaslServers.Names;

    /// <summary>The SASL mechanisms to offer, of <see cref="KnownAuthMechanisms"/>; empty for all.</summary>
    public IList<string> AuthMechanisms { get; } = [];

    /// <summary>Whether MAIL is refused before AUTH.</summary>
    public bool RequireAuth { get; set; }

    /// <summary>Whether AUTH is offered without TLS too (against RFC 4954 4 for mechanisms that show the password).</summary>
    public bool AllowUnprotectedAuth { get; set; }

    /// <summary>The faults to play.</summary>
    public IList<SmtpListenerRule> Rules { get; } = [];

    /// <summary>What to keep of messages.</summary>
    public CaptureMode Mode { get; set; }

    /// <summary>
    /// Reads a captured message's facts from its content, for <see cref="CapturedMessage.Message"/>; null for none. It may throw a
    /// <see cref="SmtpToolsException"/> where the content is no message.
    /// </summary>
    public Func<byte[], MailMessage>? MessageReader { get; set; }

    /// <summary>A folder in which each message is written to an .eml file of its own, octet for octet; null for none.</summary>
    public string? OutputPath { get; set; }

    /// <summary>The most connections at a time; one more is answered by 421.</summary>
    public int MaxConnections { get; set; } = 100;

    /// <summary>The most octets of a command line with its CRLF; those of an AUTH exchange may have 12288 (RFC 4954 4).</summary>
    public int MaxCommandLength { get; set; } = SmtpCommandLine.DefaultMaxLength;

    /// <summary>The most octets of a line of content that comes by DATA, with its CRLF; null for no limit. RFC 5321 4.5.3.1.6 has 1000.</summary>
    public int? MaxContentLineLength { get; set; }

    /// <summary>The most octets of a message (what SIZE says).</summary>
    public long MaxMessageSize { get; set; } = 64L * 1024 * 1024;

    /// <summary>The most recipients of a message (what LIMITS RCPTMAX says); one more is answered by 452.</summary>
    public int MaxRecipients { get; set; } = 1000;

    /// <summary>The most recipient domains of a message (LIMITS RCPTDOMAINMAX); null for no limit.</summary>
    public int? MaxRecipientDomains { get; set; }

    /// <summary>The most transactions of a connection (LIMITS MAILMAX); null for no limit.</summary>
    public int? MaxTransactions { get; set; }

    /// <summary>The most commands between two messages, recipients aside; one more ends the connection by 421.</summary>
    public int MaxCommandsWithoutResult { get; set; } = 1000;

    /// <summary>The most commands of a connection that were refused with 5xx, recipients aside; one more ends it by 421.</summary>
    public int MaxErrors { get; set; } = 100;

    /// <summary>How long a client may take for a command, or for the next part of content.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The most messages kept at a time; while so many wait to be received, further ones are answered by 452.</summary>
    public int MaxStoredMessages { get; set; } = 100_000;

    /// <summary>The most octets of content kept at a time.</summary>
    public long MaxStoredOctets { get; set; } = 1024L * 1024 * 1024;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}

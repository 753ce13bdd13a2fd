using System.Net;
using SmtpTools.Transport;

namespace SmtpTools;

/// <summary>How a session is opened and what it may do.</summary>
public sealed class SmtpSessionOptions
{
    /// <summary>The SASL mechanisms that a session can use, the preferred first.</summary>
    public static IReadOnlyList<string> KnownAuthMechanisms { get; } = Array.AsReadOnly<string>([.. Sasl.SaslCatalog.Entries.Select(static entry => entry.Name)]);

    /// <summary>Makes options that hold for any server; <see cref="For"/> gives each its own.</summary>
    public SmtpSessionOptions()
    {
    }

    /// <summary>Makes options for a server.</summary>
    /// <param name="endpoint">Where to connect to.</param>
    public SmtpSessionOptions(SmtpEndpoint endpoint) => Endpoint = endpoint ?? throw new ArgumentNullException(nameof(endpoint));

    /// <summary>Where to connect to; null in options that hold for any server, with which no session can be made.</summary>
    public SmtpEndpoint? Endpoint { get; private set; }

    /// <summary>Which of the server's addresses may be used.</summary>
    public AddressFamilyChoice AddressFamily { get; set; }

    /// <summary>The local address to connect from; null lets the system choose.</summary>
    public IPAddress? SourceAddress { get; set; }

    /// <summary>The local port to connect from; 0 lets the system choose.</summary>
    public int SourcePort { get; set; }

    /// <summary>The proxy that the connection goes through; null for none.</summary>
    public ProxyOptions? Proxy { get; set; }

    /// <summary>
    /// The PROXY protocol header that is sent before anything else, for a server that stands behind a load balancer and trusts this computer
    /// to name its clients; null for none.
    /// </summary>
    public ProxyProtocolHeader? ProxyProtocol { get; set; }

    /// <summary>
    /// The client that the server is to take this one for, told by XCLIENT after TLS and before AUTH; null for none. A server that does not take it
    /// gets no message.
    /// </summary>
    public XClientAttributes? XClient { get; set; }

    /// <summary>When TLS protects the session.</summary>
    public TlsMode Security { get; set; }

    /// <summary>How TLS is negotiated and judged.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>How long each phase may take.</summary>
    public SmtpTimeouts Timeouts { get; set; } = new();

    /// <summary>
    /// The name given in EHLO: a domain or an address literal (RFC 5321 4.1.1.1). Null for this computer's full name where it is a valid
    /// one, else the address that the connection comes from.
    /// </summary>
    public string? LocalDomain { get; set; }

    /// <summary>LMTP in place of SMTP (RFC 2033): LHLO, and a reply for each recipient after the content.</summary>
    public bool IsLmtp { get; set; }

    /// <summary>Who to authenticate as; null for no authentication. Given, a session without it is an error.</summary>
    public SmtpCredential? Credential { get; set; }

    /// <summary>The one SASL mechanism to use; null to choose the best of those offered.</summary>
    public string? AuthMechanism { get; set; }

    /// <summary>Passwords and tokens may go over a connection without TLS, or with an unverified certificate. They stay out of all records.</summary>
    public bool AllowUnprotectedAuth { get; set; }

    /// <summary>EHLO keywords to act on as if the server had not offered them, for servers whose offer does not work.</summary>
    public ISet<string> IgnoredExtensions { get; private set; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the dialogue is recorded; null for nowhere.</summary>
    public TranscriptRecorder? Transcript { get; set; }

    /// <summary>The clock for time-outs and times.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What <see cref="Security"/> comes to: <see cref="TlsMode.Auto"/> resolved by port and credential (RFC 8314 3); none for a Unix
    /// domain socket without a credential, which no network carries.</summary>
    public TlsMode EffectiveSecurity => Security != TlsMode.Auto ? Security
        : Endpoint?.Port == SmtpPorts.SubmissionTls ? TlsMode.Tls
        : Endpoint?.UnixSocketPath is not null && Credential is null ? TlsMode.None
        : Endpoint?.Port == SmtpPorts.Submission || Credential is not null ? TlsMode.StartTls
        : TlsMode.StartTlsWhenAvailable;

    internal ConnectionSource Source => new(AddressFamily, SourceAddress, SourcePort);

    /// <summary>The same options for a server. What is changed in the copy, its <see cref="Tls"/> included, is not changed here.</summary>
    /// <param name="endpoint">Where to connect to.</param>
    public SmtpSessionOptions For(SmtpEndpoint endpoint)
    {
        var copy = (SmtpSessionOptions)MemberwiseClone();
        copy.Endpoint = endpoint ?? throw new ArgumentNullException(nameof(endpoint));
        copy.Tls = Tls.Copy();
        copy.IgnoredExtensions = new HashSet<string>(IgnoredExtensions, StringComparer.OrdinalIgnoreCase);
        return copy;
    }
}

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>
/// The server's side of TLS handshakes with one certificate. One object serves all connections, so that sessions can be resumed.
/// </summary>
internal sealed class TlsAcceptor
{
    private readonly SslProtocols _protocols;
    private readonly bool _requestClientCertificate;
#if NETSTANDARD2_0
    private readonly X509Certificate2 _certificate;
#else
    private readonly SslStreamCertificateContext _certificate;
#endif

    /// <summary>Prepares handshakes.</summary>
    /// <param name="certificate">The certificate with its private key.</param>
    /// <param name="protocols">The versions to offer; None for TLS 1.2 and 1.3.</param>
    /// <param name="requestClientCertificate">Whether clients are asked for a certificate. They may come without one, and any is taken.</param>
    public TlsAcceptor(X509Certificate2 certificate, SslProtocols protocols, bool requestClientCertificate)
    {
        const SslProtocols Tls13 = (SslProtocols)12288;
        _protocols = protocols == SslProtocols.None ? SslProtocols.Tls12 | Tls13 : protocols;
        _requestClientCertificate = requestClientCertificate;
#if NETSTANDARD2_0
        _certificate = certificate;
#else
        // Offline: nothing is fetched from the addresses that a certificate names.
        _certificate = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
#endif
    }

    /// <summary>Makes the handshake.</summary>
    /// <param name="transport">The connection; closed with the returned stream.</param>
    /// <exception cref="AuthenticationException">The client wants no version or cipher suite that is offered, or speaks no TLS.</exception>
    /// <exception cref="IOException">The client went away.</exception>
    public SslStream Accept(Stream transport)
    {
#pragma warning disable CA5359 // It is the client's certificate, which only identifies; who may do what is not decided by it.
        var stream = new SslStream(transport, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
#if NETSTANDARD2_0
        stream.AuthenticateAsServer(_certificate, _requestClientCertificate, _protocols, checkCertificateRevocation: false);
#else
        stream.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            EnabledSslProtocols = _protocols,
            ClientCertificateRequired = _requestClientCertificate,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        });
#endif
        return stream;
    }

    /// <summary>Tells the client that nothing more comes (RFC 8446 6.1), where the platform can do that without closing.</summary>
    public static void SendCloseNotify(SslStream stream)
    {
#if NETSTANDARD2_0
        _ = stream;
#else
        stream.ShutdownAsync().GetAwaiter().GetResult();
#endif
    }

    /// <summary>The name that a client asked for by SNI; null where it named none, or where the platform does not tell.</summary>
    public static string? ServerNameOf(SslStream stream)
    {
#if NETSTANDARD2_0
        _ = stream;
        return null;
#else
        return stream.TargetHostName.Length == 0 ? null : stream.TargetHostName;
#endif
    }
}

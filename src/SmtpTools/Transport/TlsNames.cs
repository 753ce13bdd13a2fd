using System.Net.Security;
using System.Security.Authentication;

namespace SmtpTools.Transport;

/// <summary>The field's names for what the platform counts.</summary>
internal static class TlsNames
{
    public static string OfProtocol(SslProtocols protocol) => (int)protocol switch
    {
        48 => "SSL 3.0",
        192 => "TLS 1.0",
        768 => "TLS 1.1",
        3072 => "TLS 1.2",
        12288 => "TLS 1.3",
        _ => protocol.ToString(),
    };

    public static string OfCipherSuite(SslStream stream)
    {
#if NETSTANDARD2_0
        return $"{stream.CipherAlgorithm} {stream.CipherStrength} bits";
#else
        return stream.NegotiatedCipherSuite.ToString();
#endif
    }
}

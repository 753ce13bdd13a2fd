using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTools.Transport;

/// <summary>Judges certificates as they were sent, where no handshake was made with them.</summary>
internal static class SentCertificates
{
    /// <summary>What they are worth, as after a handshake; null where they can't be read.</summary>
    /// <param name="sent">The certificates in DER, the server's own first; at least one.</param>
    /// <param name="target">The name that it is to be for.</param>
    /// <param name="options">What is trusted.</param>
    /// <param name="time">The clock.</param>
    public static TlsFacts? Judge(IReadOnlyList<byte[]> sent, string target, TlsOptions options, TimeProvider time)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            foreach (var octets in sent)
            {
                _ = certificates.Add(new X509Certificate2(octets));
            }

            using var chain = ServerChain.For(options);
            chain.ChainPolicy.ExtraStore.AddRange(certificates.Cast<X509Certificate2>().Skip(1).ToArray());
            var errors = chain.Build(certificates[0]) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
            var judge = new CertificateJudge(target, options, time);
            _ = judge.Judge(certificates[0], chain, errors);
            return judge.Report();
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }
}
